import { compareBurn, isLive } from './burn-order.js';
import type { AccountRow, GrantRow, Instant, ScheduleRow } from './ledger-rows.js';
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
  readonly plan: string | null;
  readonly revision: number;
  readonly asOf: Instant;
  /** From then on the figures may be old without anybody having done anything; null = never. */
  readonly staleAt: Instant | null;
  /** Those with tokens left that may be spent now, as they burn; an unlimited plan's own grant is left out. */
  readonly grants: readonly GrantRow[];
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
  plan: null,
  revision: 0,
  asOf: 0,
  staleAt: null,
  grants: [],
};

/** The familiar five and what lies behind them. Never seen: all zero. */
export function balanceOf(
  account: AccountRow | null,
  grants: readonly GrantRow[],
  schedules: readonly ScheduleRow[],
  now: Instant,
): LedgerBalance {
  if (account === null) return { ...EMPTY, asOf: now };
  const { monthly, additional, held, available, debt, unlimited } = account;
  const boundless = grants.filter((grant) => grant.priority === UNLIMITED_PRIORITY && isLive(grant, now));
  return {
    monthlyTokens: unlimited ? 0 : monthly,
    // One unlimited grant is the period's own; further ones (two such plans) were counted among the other tokens.
    additionalTokens: additional - UNLIMITED_TOKENS * Math.max(0, boundless.length - 1),
    usedTokens: monthly + additional - held - available + debt,
    remainingTokens: unlimited ? null : available,
    heldTokens: held,
    debt,
    unlimited,
    // A refill that waits for an unpaid renewal has no date any more.
    resetDate: account.resetAt !== null && account.resetAt > now ? account.resetAt : null,
    plan: schedules.find((schedule) => schedule.slot === account.mainSlot)?.plan ?? null,
    revision: account.revision,
    asOf: now,
    staleAt: account.settleAt,
    grants: grants
      .filter((grant) => grant.remaining > 0 && grant.priority !== UNLIMITED_PRIORITY && isLive(grant, now))
      .sort(compareBurn),
  };
}
