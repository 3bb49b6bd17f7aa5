import { chargeKeysOf } from '../../domain/business-keys.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import { ChargeNotFoundError, RefundExceedsError } from '../../errors/ledger.js';
import type { EngineContext } from '../engine/context.js';

export interface RefundableCharge {
  /** Under which the ledger has the charge: a run that ended late was charged under a key of its own. */
  readonly of: string;
  readonly amount: number;
}

/** What is to be given back of a charge; default all that is left of it (the same key replays its own answer). */
export async function refundable(
  context: EngineContext,
  account: AccountId,
  of: string,
  key: string,
  wanted: number | undefined,
  now: Instant | undefined,
): Promise<RefundableCharge> {
  const { slice } = await context.store.read(account, { keys: [...chargeKeysOf(of), key], references: [] }, now);
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const own = slice.entries.filter((entry) => entry.key === key && entry.kind === 'refund');
  if (own[0]) return { of: own[0].of ?? of, amount: wanted ?? sum(own.map((entry) => entry.amount - entry.debt)) };
  const charges = slice.entries.filter(
    (entry) =>
      chargeKeysOf(of).includes(entry.key) &&
      (entry.kind === 'spend' || entry.kind === 'capture' || entry.kind === 'overage'),
  );
  const [first] = charges;
  if (!first) throw new ChargeNotFoundError(of);
  if (wanted !== undefined) return { of: first.key, amount: wanted };
  const charged = sum(charges.map((entry) => entry.debt - entry.amount));
  const refunded = sum(
    slice.entries
      .filter((entry) => entry.of === first.key && entry.kind === 'refund')
      .map((entry) => entry.amount - entry.debt),
  );
  if (charged - refunded < 1) throw new RefundExceedsError(of, Math.max(0, charged - refunded));
  return { of: first.key, amount: charged - refunded };
}
