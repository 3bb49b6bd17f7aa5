import type { Balance, Denial } from '@farebox/core';
import type { BalanceWire, DenialWire } from '@farebox/core/contract';

/** Dates become ISO strings on the wire. */
export const toBalanceWire = (balance: Balance): BalanceWire => ({
  monthlyTokens: balance.monthlyTokens,
  additionalTokens: balance.additionalTokens,
  usedTokens: balance.usedTokens,
  remainingTokens: balance.remainingTokens,
  resetDate: balance.resetDate?.toISOString() ?? null,
  heldTokens: balance.heldTokens,
  unlimited: balance.unlimited,
  debt: balance.debt,
  revision: balance.revision,
  asOf: balance.asOf.toISOString(),
  staleAt: balance.staleAt?.toISOString() ?? null,
});

export const toDenialWire = (denial: Denial): DenialWire => ({
  allowed: false,
  reason: denial.reason,
  feature: denial.feature,
  required: denial.required,
  remaining: denial.remaining,
  shortfall: denial.shortfall,
  resetDate: denial.resetDate?.toISOString() ?? null,
  remedies: denial.remedies.map((remedy) =>
    remedy.kind === 'wait' ? { kind: 'wait', until: remedy.until.toISOString() } : remedy,
  ),
});
