/**
 * A tagged template that escapes everything it is given. Only what another `html` template made is taken as markup, so a
 * name, an id or a metadata value can never become a tag. Values stand between tags or in **quoted** attributes only.
 */
export class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type HtmlValue = string | number | Html | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for element content and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
}

/** Null, undefined and false print nothing; arrays print their parts in a row. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let out = strings[0] ?? '';
  for (const [index, value] of values.entries()) out += render(value) + (strings[index + 1] ?? '');
  return new Html(out);
}

/** A boolean attribute: `<input ${flag('checked', on)}>`. */
export const flag = (
  name: 'checked' | 'disabled' | 'readonly' | 'required' | 'open' | 'selected' | 'autofocus',
  on: boolean,
): Html => new Html(on ? name : '');

const SCRIPTING = new Set(['javascript:', 'data:', 'vbscript:', 'blob:']);

/**
 * An address for `href` and `action`. Addresses come from API calls, so a `javascript:` one would run in our origin: those
 * become `#`. Own schemes of mobile apps pass.
 */
export function url(address: string): string {
  if (address.startsWith('/') && !address.startsWith('//')) return address;
  try {
    const parsed = new URL(address);
    return SCRIPTING.has(parsed.protocol) ? '#' : parsed.href;
  } catch {
    return '#';
  }
}
