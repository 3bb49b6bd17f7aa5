import type { AccountId, Instant } from '../domain/ledger-rows.js';
import { HoldNotFound } from '../errors/hold-not-found.js';
import { RefundExceeds } from '../errors/refund-exceeds.js';
import type { EngineContext } from './context.js';
import { chargeKeysOf } from './settle-run.js';

/** What is left of a charge: charged, less what was refunded before under other keys (the same key replays its own answer). */
export async function refundable(
  context: EngineContext,
  account: AccountId,
  of: string,
  key: string,
  now: Instant | undefined,
): Promise<number> {
  const { slice } = await context.store.read(account, { keys: [...chargeKeysOf(of), key], references: [] }, now);
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const own = slice.entries.filter((entry) => entry.key === key && entry.kind === 'refund');
  if (own.length > 0) return sum(own.map((entry) => entry.amount - entry.debt));
  const charges = slice.entries.filter(
    (entry) =>
      chargeKeysOf(of).includes(entry.key) &&
      (entry.kind === 'spend' || entry.kind === 'capture' || entry.kind === 'overage'),
  );
  if (charges.length === 0) throw new HoldNotFound(of);
  const charged = sum(charges.map((entry) => entry.debt - entry.amount));
  const refunded = sum(
    slice.entries
      .filter((entry) => entry.of === of && entry.kind === 'refund')
      .map((entry) => entry.amount - entry.debt),
  );
  if (charged - refunded < 1) throw new RefundExceeds(of, Math.max(0, charged - refunded));
  return charged - refunded;
}
