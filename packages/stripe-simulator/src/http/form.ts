import type { Json, JsonObject } from '../state/stored.js';

/** Reads `a[b][0]=c` pairs into nested data. Values stay strings; validation turns them into numbers and booleans. */
export function parseForm(text: string): JsonObject {
  const root: Node = new Map();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    insert(root, pathOf(name), at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return toJson(root) as JsonObject;
}

type Node = Map<string, Node | string>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open < 1) return [name];
  return [name.slice(0, open), ...[...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
}

function insert(root: Node, path: string[], value: string): void {
  let node = root;
  path.forEach((step, index) => {
    const last = index === path.length - 1;
    const key = step === '' ? String(nextIndex(node, path.slice(index + 1))) : step;
    if (last) {
      node.set(key, value);
      return;
    }
    const inner = node.get(key);
    if (inner instanceof Map) node = inner;
    else {
      const made: Node = new Map();
      node.set(key, made);
      node = made;
    }
  });
}

// `items[][price]=a&items[][quantity]=2` fills one element until a key repeats.
function nextIndex(node: Node, rest: string[]): number {
  const last = node.size - 1;
  const element = node.get(String(last));
  const key = rest[0];
  return element instanceof Map && key !== undefined && key !== '' && !element.has(key) ? last : node.size;
}

function toJson(node: Node | string): Json {
  if (typeof node === 'string') return node;
  const keys = [...node.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys
      .map(Number)
      .sort((a, b) => a - b)
      .map((key) => toJson(node.get(String(key)) ?? ''));
  }
  const object: JsonObject = {};
  // A parameter named __proto__ must become data, never a prototype.
  for (const key of keys)
    Object.defineProperty(object, key, {
      value: toJson(node.get(key) ?? ''),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return object;
}
