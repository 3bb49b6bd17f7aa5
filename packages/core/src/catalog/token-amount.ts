import { UNLIMITED_TOKENS } from '../domain/ledger-rows.js';
import { toUnits } from '../domain/precision.js';
import { plainDecimal } from './money.js';

/**
 * An amount as a person wrote it, in the smallest unit: 0.25 tokens of precision 2 are 25. Read digit by digit, never
 * multiplied. Throws a RangeError for more places than the precision has, and for more than an account can count.
 */
export function toTokenUnits(amount: number, precision: number): number {
  if (typeof amount !== 'number') throw new RangeError(`${String(amount)} is no number.`);
  const units = toUnits(plainDecimal(amount), precision);
  if (units >= UNLIMITED_TOKENS) throw new RangeError(`${amount} tokens are more than can be counted.`);
  return units;
}

/** "a whole number of tokens", or how many places the precision allows. */
export const tokensOf = (precision: number): string =>
  precision === 0
    ? 'a whole number of tokens'
    : `a number of tokens with at most ${precision} decimal place${precision === 1 ? '' : 's'} (tokens.precision)`;
