import { balanceOf } from '../../domain/balance.js';
import type { Instant } from '../../domain/ledger-rows.js';
import type { Slice } from '../../domain/slice.js';
import type { Balance } from '../../outcomes.js';

const date = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** The figures of a settled account as the host reads them: instants become dates, grants lose what is not theirs to read. */
export function toBalance(
  { account, grants, schedules }: Pick<Slice, 'account' | 'grants' | 'schedules'>,
  now: Instant,
): Balance {
  const { plan: _plan, ...figures } = balanceOf(account, grants, schedules, now);
  return {
    ...figures,
    resetDate: date(figures.resetDate),
    asOf: new Date(figures.asOf),
    staleAt: date(figures.staleAt),
    grants: figures.grants.map((grant) => ({
      id: String(grant.id),
      source: grant.category,
      amount: grant.amount,
      remaining: grant.remaining,
      expiresAt: date(grant.expiresAt),
    })),
  };
}
