/**
 * Token types with a declared precision count in the smallest unit: with precision 2, `'1.25'` tokens are 125 units. All
 * ledger amounts are such whole units; only what people read and type has a point.
 */
export const MAX_PRECISION = 9;

function assertPrecision(precision: number): void {
  if (!Number.isInteger(precision) || precision < 0 || precision > MAX_PRECISION)
    throw new RangeError(`A precision is a whole number from 0 to ${MAX_PRECISION}; it is ${precision}.`);
}

/** Exact: throws `RangeError` for what is no plain decimal, has more places than the precision, or is no safe integer of units. */
export function toUnits(amount: string, precision: number): number {
  assertPrecision(precision);
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!found) throw new RangeError(`"${amount}" is no plain decimal number.`);
  const [, sign = '', whole = '0', places = ''] = found;
  if (places.length > precision) throw new RangeError(`"${amount}" has more than ${precision} places.`);
  const units = Number(whole + places.padEnd(precision, '0'));
  if (!Number.isSafeInteger(units)) throw new RangeError(`"${amount}" is too large.`);
  return sign === '-' && units !== 0 ? -units : units;
}

/** The shortest plain decimal: 125 units of precision 2 are `'1.25'`, 100 are `'1'`. */
export function fromUnits(units: number, precision: number): string {
  assertPrecision(precision);
  if (!Number.isSafeInteger(units)) throw new RangeError(`Units are safe integers; they are ${units}.`);
  const digits = String(Math.abs(units)).padStart(precision + 1, '0');
  const cut = digits.length - precision;
  const places = digits.slice(cut).replace(/0+$/, '');
  return `${units < 0 ? '-' : ''}${digits.slice(0, cut)}${places === '' ? '' : `.${places}`}`;
}

/** Splits units by weight without losing one: each gets its share rounded down, the largest remainders get the rest. */
export function splitUnits(units: number, weights: readonly number[]): readonly number[] {
  if (!Number.isSafeInteger(units) || units < 0)
    throw new RangeError(`Units to split are a safe integer from 0; they are ${units}.`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (
    weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0) ||
    !Number.isSafeInteger(total) ||
    total === 0
  )
    throw new RangeError('Weights are safe integers from 0, and not all of them 0.');
  const shares = weights.map((weight) => ({
    whole: Number((BigInt(units) * BigInt(weight)) / BigInt(total)),
    rest: (BigInt(units) * BigInt(weight)) % BigInt(total),
  }));
  let left = units - shares.reduce((sum, share) => sum + share.whole, 0);
  const order = shares
    .map((_, index) => index)
    .sort((a, b) => compareRest(shares[b]?.rest ?? 0n, shares[a]?.rest ?? 0n) || a - b);
  const result = shares.map((share) => share.whole);
  for (const index of order) {
    if (left === 0) break;
    result[index] = (result[index] ?? 0) + 1;
    left -= 1;
  }
  return result;
}
const compareRest = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
