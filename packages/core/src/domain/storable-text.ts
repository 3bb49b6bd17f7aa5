/**
 * Text that every database keeps as it is: no NUL and no half of a surrogate pair. PostgreSQL refuses both, SQLite keeps the
 * second as another text: two customers would be one.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const MENDED = '\uFFFD';
export const isStorableText = (text: string): boolean => !UNSTORABLE.test(text);
/** The nearest text that is. */
export const toStorableText = (text: string): string => text.replaceAll(new RegExp(UNSTORABLE, 'gu'), MENDED);

/** The same of a whole value, in what `JSON.stringify` made of it: it escapes NUL and halves of pairs, and whole pairs it does not. */
const ESCAPED = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/;
export const isStorableJson = (json: string): boolean => !ESCAPED.test(json);
export const toStorableJson = (json: string): string => json.replaceAll(new RegExp(ESCAPED, 'g'), `$1${MENDED}`);
