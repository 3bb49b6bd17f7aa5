import { chargeKeysOf, lateKey } from '../../domain/business-keys.js';
import type { AccountId, EntryRow, Instant } from '../../domain/ledger-rows.js';
import type { Step } from '../../domain/step.js';
import { HoldExpiredError, HoldResolvedError, IdempotencyConflictError } from '../../errors/ledger.js';
import type { Balance } from '../../outcomes.js';
import type { EngineContext } from '../engine/context.js';
import { toBalance } from '../tokens/balance.js';
import { commitFirm } from '../tokens/commit-step.js';
import { tellOwner } from '../tokens/tell-crossings.js';

/** A run whose work is done, as its charge is to be written down. */
export interface EndedRun {
  readonly account: AccountId;
  /** Of its hold. */
  readonly key: string;
  readonly feature: string;
  readonly member: string | null;
  readonly reference: string | null;
  readonly metadata: { readonly [key: string]: unknown } | null;
}
export interface Settlement {
  /** In all, by the ledger. */
  readonly charged: number;
  /** After the charge; null = not known. */
  readonly balance: Balance | null;
}

/**
 * Captures what the work really took. Late (the hold ran out): a fresh spend, and debt for what is missing - the work was
 * done. Both stand under keys of the run, so whoever comes second changes nothing and answers what is charged.
 */
export async function settleRun(
  context: EngineContext,
  run: EndedRun,
  charge: number,
  now: Instant | undefined,
): Promise<Settlement> {
  const { key } = run;
  const { overage } = context.policies;
  try {
    return await committed(context, run, { key, command: { do: 'capture', hold: key, amount: charge, overage } }, now);
  } catch (error) {
    const isResolved = HoldResolvedError.isInstance(error);
    if (HoldExpiredError.isInstance(error) || (isResolved && error.details.as === 'expired'))
      return settleLate(context, run, charge, now);
    if (!isResolved) throw error;
    // The host captured or released this hold itself: that decision stands.
    return { charged: error.details.as === 'captured' ? error.details.amount : 0, balance: null };
  }
}

async function settleLate(
  context: EngineContext,
  run: EndedRun,
  charge: number,
  now: Instant | undefined,
): Promise<Settlement> {
  const { account, key, feature } = run;
  context.logger.warn('A run ended after its hold had run out; it is charged afresh.', { feature, account });
  try {
    const command = { do: 'spend', amount: charge, overage: 'debt' } as const;
    return await committed(context, run, { key: lateKey(key), command }, now);
  } catch (error) {
    // Charged before, for another amount: the first decision stands.
    if (!IdempotencyConflictError.isInstance(error)) throw error;
    return { charged: await chargedFor(context, account, key), balance: null };
  }
}

async function committed(
  context: EngineContext,
  { account, feature, member, reference, metadata }: EndedRun,
  step: Pick<Step, 'key' | 'command'>,
  now: Instant | undefined,
): Promise<Settlement> {
  const about = {
    feature,
    member: member ?? undefined,
    reference: reference ?? undefined,
    metadata: metadata ?? undefined,
  };
  const answer = await commitFirm(context, account, { ...step, ...about }, now);
  // Beyond the hold a charge may cross a low balance that the hold did not.
  await tellOwner(context, account, answer.done);
  return { charged: answer.done.amount, balance: toBalance(answer.account, answer.now) };
}

/** Charged in all under a run's keys, by the ledger. */
export async function chargedFor(context: EngineContext, account: AccountId, key: string): Promise<number> {
  const keys = chargeKeysOf(key);
  const { slice } = await context.store.read(account, { keys, references: [] }, await context.clock.override());
  return chargedBy(slice.entries, key);
}
export function chargedBy(entries: readonly EntryRow[], key: string): number {
  const keys = chargeKeysOf(key);
  return entries
    .filter(
      (entry) =>
        keys.includes(entry.key) && (entry.kind === 'capture' || entry.kind === 'overage' || entry.kind === 'spend'),
    )
    .reduce((sum, entry) => sum + entry.debt - entry.amount, 0);
}
