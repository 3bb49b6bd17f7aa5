/**
 * The notation of parameter tables, one endpoint a line: `METHOD path {name:kind …}`.
 *
 * | text | means |
 * |---|---|
 * | `name` | a string |
 * | `name:n` `name:b` | a number, a boolean |
 * | `name:(a,b)` | one of these words |
 * | `name:[kind]` | a list |
 * | `name:{…}` | an object with exactly these parameters |
 * | `name:m` `name:o` `name:*` | metadata, any object, anything |
 * | `x|y` | either |
 * | `?` behind | may be unset with an empty string |
 * | `!` behind the name | required |
 */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'metadata' | 'object' | 'any' }
  | { kind: 'enum'; values: string[] }
  | { kind: 'list'; of: Parameter }
  | { kind: 'record'; fields: Map<string, Parameter> };

export interface Parameter {
  /** Any one of these must fit. */
  shapes: Shape[];
  required: boolean;
  emptyable: boolean;
}

const ATOMS: Readonly<Record<string, Shape['kind']>> = {
  s: 'string',
  n: 'number',
  b: 'boolean',
  m: 'metadata',
  o: 'object',
  '*': 'any',
};

/** Reads one `{…}` text; each endpoint's is read when it is first called. */
export function parseNotation(text: string): Map<string, Parameter> {
  const reader = new Reader(text);
  return reader.record();
}

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  record(): Map<string, Parameter> {
    const fields = new Map<string, Parameter>();
    this.expect('{');
    while (this.peek() !== '}') {
      if (this.peek() === ' ') {
        this.at += 1;
        continue;
      }
      const name = this.word(/[A-Za-z0-9_]/);
      const required = this.take('!');
      const parameter = this.take(':') ? this.parameter() : { shapes: [{ kind: 'string' } as const], emptyable: false };
      fields.set(name, { ...parameter, required });
    }
    this.expect('}');
    return fields;
  }

  private parameter(): Omit<Parameter, 'required'> {
    const shapes: Shape[] = [this.shape()];
    while (this.take('|')) shapes.push(this.shape());
    return { shapes, emptyable: this.take('?') };
  }

  private shape(): Shape {
    const next = this.peek();
    if (next === '{') return { kind: 'record', fields: this.record() };
    if (next === '[') {
      this.at += 1;
      const inner = this.parameter();
      this.expect(']');
      return { kind: 'list', of: { ...inner, required: false } };
    }
    if (next === '(') {
      const end = this.text.indexOf(')', this.at);
      const values = this.text.slice(this.at + 1, end).split(',');
      this.at = end + 1;
      return { kind: 'enum', values };
    }
    this.at += 1;
    const kind = ATOMS[next];
    if (!kind)
      throw new Error(`Parameter table: unknown notation '${next}' at ${this.at} of ${this.text.slice(0, 60)}…`);
    return { kind } as Shape;
  }

  private word(pattern: RegExp): string {
    const start = this.at;
    while (pattern.test(this.text[this.at] ?? '')) this.at += 1;
    if (start === this.at)
      throw new Error(`Parameter table: a name is missing at ${this.at} of ${this.text.slice(0, 60)}…`);
    return this.text.slice(start, this.at);
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character))
      throw new Error(`Parameter table: '${character}' is missing at ${this.at} of ${this.text.slice(0, 60)}…`);
  }
}
