/**
 * Arrays travel as PostgreSQL's own text: one string per column instead of one value per row, understood by every driver
 * whatever it makes of JavaScript arrays.
 */
export function toArrayLiteral(values: readonly unknown[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ',';
    const value = values[index];
    if (value === null || value === undefined) literal += 'NULL';
    else if (typeof value === 'string') literal += quoted(value);
    else literal += String(value);
  }
  return `${literal}}`;
}

const special = /["\\]/;
const quoted = (value: string): string => `"${special.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
