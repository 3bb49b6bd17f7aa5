import { compareBurn, isLive } from './burn-order.js';
import type { AccountRow, GrantRow, Instant } from './ledger-rows.js';
import { UNLIMITED_PRIORITY, UNLIMITED_TOKENS } from './ledger-rows.js';

/** What a user sees of an account that is settled up to `asOf` (`settled`, or a store's `read`). All amounts are tokens. */
export interface LedgerBalance {
  /** Plan tokens granted in the current refill period of the main slot; 0 when unlimited. */
  readonly monthlyTokens: number;
  /** All other tokens owned at that period's start, less the debt then outstanding, plus granted since, less expired and clawed back. */
  readonly additionalTokens: number;
  /** Net spent since the period began. */
  readonly usedTokens: number;
  /** max(0, monthly + additional - used - held - debt); null when unlimited. */
  readonly remainingTokens: number | null;
  readonly heldTokens: number;
  readonly debt: number;
  readonly unlimited: boolean;
  /** The next refill, also one that waits for a renewal to be paid; null = none is expected. */
  readonly resetDate: Instant | null;
  readonly revision: number;
  readonly asOf: Instant;
  /** From then on the figures may be old without anybody having done anything; null = never. */
  readonly staleAt: Instant | null;
}

const EMPTY: LedgerBalance = {
  monthlyTokens: 0,
  additionalTokens: 0,
  usedTokens: 0,
  remainingTokens: 0,
  heldTokens: 0,
  debt: 0,
  unlimited: false,
  resetDate: null,
  revision: 0,
  asOf: 0,
  staleAt: null,
};

/** The figures of a settled account. They stand in its row alone, so a commit's answer has them all. Never seen: all zero. */
export function balanceOf(account: AccountRow | null, now: Instant): LedgerBalance {
  if (account === null) return { ...EMPTY, asOf: now };
  const { monthly, additional, held, available, debt, unlimited } = account;
  return {
    monthlyTokens: unlimited ? 0 : monthly,
    // Further unlimited grants were counted among the other tokens. Nobody was given those.
    additionalTokens: additional - UNLIMITED_TOKENS * Math.round(additional / UNLIMITED_TOKENS),
    usedTokens: monthly + additional - held - available + debt,
    remainingTokens: unlimited ? null : available,
    heldTokens: held,
    debt,
    unlimited,
    // A refill that waits for an unpaid renewal has no date any more.
    resetDate: account.resetAt !== null && account.resetAt > now ? account.resetAt : null,
    revision: account.revision,
    asOf: now,
    staleAt: account.settleAt,
  };
}

/** Grants with tokens left that may be spent now, as they burn; an unlimited plan's own grant is left out. */
export const grantsOf = (grants: readonly GrantRow[], now: Instant): readonly GrantRow[] =>
  grants
    .filter((grant) => grant.remaining > 0 && grant.priority !== UNLIMITED_PRIORITY && isLive(grant, now))
    .sort(compareBurn);
