import { UNLIMITED_TOKENS, type Instant } from '../domain/ledger-rows.js';
import type { Slice } from '../domain/slice.js';
import type { Balance } from '../outcomes.js';

/** The figures of a settled account as the host reads them: instants become dates. */
export function toBalance({ account, grants }: Pick<Slice, 'account' | 'grants'>, now: Instant): Balance {
  void UNLIMITED_TOKENS;
  const date = (instant: Instant | null | undefined): Date | null => (instant == null ? null : new Date(instant));
  const { monthly = 0, additional = 0, available = 0, held = 0, debt = 0, unlimited = false } = account ?? {};
  return {
    monthlyTokens: monthly,
    additionalTokens: additional,
    usedTokens: monthly + additional - available - held + debt,
    remainingTokens: unlimited ? null : Math.max(0, available),
    resetDate: date(account?.resetAt),
    heldTokens: held,
    unlimited,
    debt,
    revision: account?.revision ?? 0,
    asOf: new Date(now),
    staleAt: date(account?.settleAt),
    grants: grants.map((grant) => ({
      id: String(grant.id),
      source: grant.category,
      amount: grant.amount,
      remaining: grant.remaining,
      expiresAt: date(grant.expiresAt),
    })),
  };
}
