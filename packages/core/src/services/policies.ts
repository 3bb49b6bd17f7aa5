import { InvalidSettings } from '../errors/invalid-settings.js';

/** The numbers of the product we grew out of, and the first thing a host changes. */
export interface Policies {
  /** Days for which the old tokens stay while a renewal is unpaid. */
  readonly graceDays: number;
  /** How long a hold lives that nobody extends; `run` extends its own while the work runs. */
  readonly holdSeconds: number;
  /** Ask before a run that costs more than so many tokens. */
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

/** Fills in the defaults. Throws InvalidSettings with a sentence for each number that cannot be. */
export function toPolicies(given: { readonly [P in keyof Policies]?: Policies[P] | undefined } = {}): Policies {
  const policies: Policies = {
    graceDays: given.graceDays ?? defaultPolicies.graceDays,
    holdSeconds: given.holdSeconds ?? defaultPolicies.holdSeconds,
    confirmAbove: given.confirmAbove ?? defaultPolicies.confirmAbove,
    lowBalance: given.lowBalance ?? defaultPolicies.lowBalance,
    overage: given.overage ?? defaultPolicies.overage,
  };
  const problems: string[] = [];
  const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  if (!whole(policies.graceDays, 0)) problems.push('policies.graceDays must be a whole number of days from 0.');
  if (!whole(policies.holdSeconds, 1) || policies.holdSeconds > 86_400)
    problems.push('policies.holdSeconds must be a whole number of seconds from 1 to 86400.');
  if (!whole(policies.confirmAbove, 0)) problems.push('policies.confirmAbove must be a whole number of tokens from 0.');
  if (!policies.lowBalance.every((value) => whole(value, 0)))
    problems.push('policies.lowBalance must be a list of whole numbers of tokens from 0.');
  if (!['cap', 'debt', 'deny'].includes(policies.overage))
    problems.push("policies.overage must be 'cap', 'debt' or 'deny'.");
  if (problems.length > 0) throw new InvalidSettings(problems);
  return policies;
}
