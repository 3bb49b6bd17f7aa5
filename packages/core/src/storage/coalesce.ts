import type { AccountId } from '../domain/ledger-rows.js';
import type { Unit, UnitResult } from './contract.js';

const MAX_BATCH = 256;

interface Waiting {
  readonly unit: Unit;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * What queued for an account while its last commit was in flight goes as one. No timer: a lone caller waits for nobody.
 * Units that carry records go alone (their guards are nobody else's business), and so does each unit of a batch that failed.
 */
export function coalesce(
  run: (units: readonly Unit[]) => Promise<readonly UnitResult[]>,
): (unit: Unit) => Promise<UnitResult> {
  const queues = new Map<AccountId, Waiting[]>();

  async function drain(account: AccountId, queue: Waiting[]): Promise<void> {
    for (let batch = nextBatch(queue); batch.length > 0; batch = nextBatch(queue)) await answer(batch);
    queues.delete(account);
  }
  async function answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await run(batch.map((waiting) => waiting.unit));
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as UnitResult);
    } catch (error) {
      const [only, ...others] = batch;
      if (only && others.length === 0) only.reject(error);
      else for (const waiting of batch) await answer([waiting]);
    }
  }

  return (unit) =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = { unit, resolve, reject };
      const queue = queues.get(unit.account);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const fresh = [waiting];
      queues.set(unit.account, fresh);
      void drain(unit.account, fresh);
    });
}

/** The units at the front that may share one commit: same override of the time, no records. */
function nextBatch(queue: Waiting[]): readonly Waiting[] {
  const [first] = queue;
  if (!first) return [];
  const hasWrites = (waiting: Waiting): boolean => (waiting.unit.writes?.length ?? 0) > 0;
  let size = 1;
  if (!hasWrites(first)) {
    while (size < Math.min(queue.length, MAX_BATCH)) {
      const next = queue[size] as Waiting;
      if (hasWrites(next) || next.unit.now !== first.unit.now) break;
      size += 1;
    }
  }
  return queue.splice(0, size);
}
