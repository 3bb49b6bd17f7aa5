import { plainDecimal } from './money.js';

/** An exact decimal number: digits / 10^decimals. Floating point would make 50 x 1.1 cost 56. */
interface Ratio {
  readonly digits: bigint;
  readonly decimals: number;
}
/** The number as a person wrote it: 1.1 is eleven tenths. Throws a RangeError for what is not finite or negative. */
function toRatio(value: number): Ratio {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`${String(value)} is no factor.`);
  const [whole = '0', decimals = ''] = plainDecimal(value).split('.');
  return { digits: BigInt(whole + decimals), decimals: decimals.length };
}
/** `cost`, in units, times the factor, rounded up to a whole unit. Throws a RangeError above the safe integers. */
export function costAtFactor(cost: number, factor: number): number {
  const { digits, decimals } = toRatio(factor);
  const divisor = 10n ** BigInt(decimals);
  const rounded = (BigInt(cost) * digits + divisor - 1n) / divisor;
  if (rounded > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${cost} x ${factor} is more than can be counted.`);
  return Number(rounded);
}
