/** JSON with sorted keys; an absent optional and one that is `undefined` are the same. Alike values give the same text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member === undefined) continue;
    if (members !== '') members += ',';
    // Most names are plain words, and most values numbers: both are JSON as they are.
    members += /^\w+$/.test(key) ? `"${key}":` : `${JSON.stringify(key)}:`;
    members += Number.isSafeInteger(member) && !Object.is(member, -0) ? String(member) : canonicalJson(member);
  }
  return `{${members}}`;
}
