import type { Balance, Denial, DetailedBalance, HistoryPage } from '../outcomes.js';
import type { BalanceWire, DetailedBalanceWire } from './account.js';
import type { DenialWire } from './decision.js';
import type { HistoryPageWire } from './history.js';

/** What the engine answers, as JSON: dates become ISO strings, and nothing else changes. The one place that does it. */
const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const toBalanceWire = (balance: Balance): BalanceWire => ({
  monthlyTokens: balance.monthlyTokens,
  additionalTokens: balance.additionalTokens,
  usedTokens: balance.usedTokens,
  remainingTokens: balance.remainingTokens,
  resetDate: iso(balance.resetDate),
  heldTokens: balance.heldTokens,
  unlimited: balance.unlimited,
  debt: balance.debt,
  revision: balance.revision,
  asOf: balance.asOf.toISOString(),
  staleAt: iso(balance.staleAt),
});

export const toDetailedBalanceWire = (balance: DetailedBalance): DetailedBalanceWire => ({
  ...toBalanceWire(balance),
  grants: balance.grants.map((grant) => ({ ...grant, expiresAt: iso(grant.expiresAt) })),
});

export const toDenialWire = (denial: Denial): DenialWire => ({
  ...denial,
  resetDate: iso(denial.resetDate),
  remedies: denial.remedies.map((remedy) =>
    remedy.kind === 'wait' ? { kind: 'wait', until: remedy.until.toISOString() } : remedy,
  ),
});

export const toHistoryWire = ({ entries, cursor }: HistoryPage): HistoryPageWire => ({
  entries: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  cursor,
});
