import { tokensOf, toTokenUnits } from './token-amount.js';
import { InvalidSettingsError } from '../errors/settings.js';

/** The numbers of the product we grew out of, and the first thing a host changes. */
export interface Policies {
  /** Days for which the old tokens stay while a renewal is unpaid. */
  readonly graceDays: number;
  /** How long a hold lives that nobody extends; `run` extends its own while the work runs. */
  readonly holdSeconds: number;
  /** Ask before a run that costs more than so many tokens; written like the catalogue's amounts, with its precision. */
  readonly confirmAbove: number;
  /** Balances whose crossing is told. */
  readonly lowBalance: readonly number[];
  /** Capture above the hold: charge the hold at most, record the rest as debt, or refuse. */
  readonly overage: 'cap' | 'debt' | 'deny';
}
export const defaultPolicies: Policies = {
  graceDays: 9,
  holdSeconds: 600,
  confirmAbove: 10,
  lowBalance: [5, 2],
  overage: 'cap',
};

/**
 * Fills in the defaults; amounts of tokens come out in units. Throws InvalidSettingsError with a sentence for each number that
 * cannot be.
 * @param precision the catalogue's
 */
export function toPolicies(
  given: { readonly [P in keyof Policies]?: Policies[P] | undefined } = {},
  precision = 0,
): Policies {
  const problems: string[] = [];
  const check = (isRight: boolean, sentence: string): void => void (isRight || problems.push(`policies.${sentence}`));
  const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  const tokens = (amount: number, where: string): number => {
    const units = unitsOf(amount, precision);
    check(units !== null, `${where} must be ${tokensOf(precision)} from 0; it is ${String(amount)}.`);
    return units ?? 0;
  };
  const { graceDays, holdSeconds, confirmAbove, lowBalance, overage } = {
    graceDays: given.graceDays ?? defaultPolicies.graceDays,
    holdSeconds: given.holdSeconds ?? defaultPolicies.holdSeconds,
    confirmAbove: given.confirmAbove ?? defaultPolicies.confirmAbove,
    lowBalance: given.lowBalance ?? defaultPolicies.lowBalance,
    overage: given.overage ?? defaultPolicies.overage,
  };
  check(whole(graceDays, 0), 'graceDays must be a whole number of days from 0.');
  check(
    whole(holdSeconds, 1) && holdSeconds <= 86_400,
    'holdSeconds must be a whole number of seconds from 1 to 86400.',
  );
  const policies: Policies = {
    graceDays,
    holdSeconds,
    confirmAbove: tokens(confirmAbove, 'confirmAbove'),
    lowBalance: lowBalance.map((level, index) => tokens(level, `lowBalance[${index}]`)),
    overage,
  };
  check(['cap', 'debt', 'deny'].includes(overage), "overage must be 'cap', 'debt' or 'deny'.");
  if (problems.length > 0) throw new InvalidSettingsError(problems);
  return policies;
}

/** Null = no amount of that precision. */
function unitsOf(amount: number, precision: number): number | null {
  try {
    const units = toTokenUnits(amount, precision);
    return units < 0 ? null : units;
  } catch {
    return null;
  }
}
