import type { Messages } from '../src/messages/messages.js';

const ACCENTS: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', c: 'ç', n: 'ñ' };

/** Dates and the like are pieces of other messages: bracketed there, once. */
const PIECES = new Set<keyof Messages>([
  'on',
  'until',
  'todayAt',
  'untilToday',
  'tokens',
  'tokensLeft',
  'tokenRange',
  'card',
  'featureCost',
]);

/** Every text 40 % longer and accented: what stays plain is hard-coded, what is clipped has no room for German. */
export function pseudo(messages: Messages): Messages {
  const entries = Object.entries(messages).map(([key, value]: [string, unknown]) => {
    if (PIECES.has(key as keyof Messages)) return [key, value];
    if (typeof value === 'string') return [key, lengthen(value)];
    return [key, (...args: unknown[]) => lengthen((value as (...given: unknown[]) => string)(...args))];
  });
  return Object.fromEntries(entries) as Messages;
}

function lengthen(text: string): string {
  if (text === '') return '';
  const accented = text.replace(/[aeioucn]/g, (letter) => ACCENTS[letter] ?? letter);
  return `[${accented} ${'~'.repeat(Math.ceil(text.length * 0.4))}]`;
}
