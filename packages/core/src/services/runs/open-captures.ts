import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import { runs } from '../../storage/record-families.js';
import type { EngineContext } from '../engine/context.js';
import { type EndedRun, settleRun } from './settle-run.js';

export type RunRow = RowOf<typeof runs>;
const LEASE_SECONDS = 60;

/**
 * Written when a capture failed: the charge is decided and will be made, whatever happens to this process. A run leaves a
 * record only then; all else of it stands in the ledger.
 */
export async function keepCapture(
  context: EngineContext,
  run: EndedRun & { readonly held: number; readonly startedAt: Instant },
  charge: number,
): Promise<void> {
  const { account, key, feature, member, reference, metadata, held, startedAt } = run;
  const due = (await context.clock.now()) + 1000;
  // Kept before: the first decision stands.
  await context.store.insertIfAbsent(runs, {
    account,
    key,
    feature,
    member,
    status: 'settling',
    held,
    charge,
    reference,
    metadata,
    startedAt,
    settledAt: null,
    attempts: 1,
    due,
  });
}

/** Makes a kept charge and closes its record. Whoever comes second charges nothing: the ledger has the key. */
export async function settleKept(
  context: EngineContext,
  found: Versioned<RunRow>,
  charge: number,
  now: Instant | undefined,
): Promise<void> {
  const { charged } = await settleRun(context, found.row, charge, now);
  const settledAt = now ?? (await context.clock.now());
  const settled: RunRow = { ...found.row, status: 'settled', charge: charged, settledAt, due: null };
  await context.store.compareAndSet(runs, settled, found.version);
}

/** The record of a capture that waits. Null = there is none, or it has been made. */
export async function findKept(
  context: EngineContext,
  account: AccountId,
  key: string,
): Promise<{ readonly found: Versioned<RunRow>; readonly charge: number } | null> {
  const found = await context.store.find(runs, { account, key });
  return found?.row.status === 'settling' && found.row.charge !== null ? { found, charge: found.row.charge } : null;
}

/** Finishes captures that an outage left open. Answers how many it took; run by `farebox.start()`. */
export async function settleDueRuns(context: EngineContext, limit = 20): Promise<number> {
  const now = await context.clock.override();
  const claimed = await context.store.claimWithLease(runs, { limit, leaseSeconds: LEASE_SECONDS, now });
  for (const found of claimed) {
    if (found.row.status !== 'settling' || found.row.charge === null) continue;
    try {
      await settleKept(context, found, found.row.charge, now);
    } catch (error) {
      // The lease runs out and somebody tries again; until then `due` shows that it is open.
      context.logger.error('An open capture could not be made yet.', {
        account: found.row.account,
        feature: found.row.feature,
        error,
      });
    }
  }
  return claimed.length;
}
