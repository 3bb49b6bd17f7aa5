/** `periodStart` → `period_start`. Families speak camelCase, hosts query snake_case. */
export const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Always quoted: families use words that SQL reserves (`from`, `grant`, `of`). */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A schema or prefix goes into statements as text, so it may only be a plain identifier. */
export function assertIdentifier(name: string, what: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,40}$/.test(name)) {
    throw new Error(
      `${what} is ${JSON.stringify(name)}; it must be a plain identifier: letters, digits and underscores, at most 41 characters, no leading digit.`,
    );
  }
  return name;
}
