import type { AccountId, UnitResult } from '@farebox/core/store';
import type { AccountBatch, ComeBack, Lane, Lanes, Pending } from './commit-queue.js';
import { isOutcomeUnknown, isRefusal, isRetryable, type PostgresDriver, sqlState } from './driver.js';
import { fastNeed, fastPath, fastStatement, mayBeFast } from './fast-path.js';
import { generalPath, type Ledger, Moved, Refused, unitInTransaction } from './general-path.js';
import { lonePath, loneTexts } from './lone-path.js';
import { isNameLost } from './lost-names.js';

/** What this process has done so far. */
export interface PostgresCounters {
  /** Requests answered by the fast statement. */
  fast: number;
  /** Requests that `decide` answered. */
  general: number;
  statements: number;
  /** Statements that were sent again after a failure of the moment. */
  retries: number;
  /** Times that an account came back because somebody else held or moved it. */
  contended: number;
  /** Requests that came back so, or whose statement was sent again: each counts once, however often that was. */
  waited: number;
}

export interface LaneOptions {
  readonly driver: PostgresDriver;
  readonly ledger: Ledger;
  readonly counters: PostgresCounters;
  readonly patienceMs: number;
  /** A lone caller goes by the statement for many, too. */
  readonly alwaysInBatches: boolean;
}

/** What an account was last seen to have: what cannot fit there goes straight to the way that it will need. */
interface LastSeen {
  readonly fastLeft: number;
  /** Unknown after `decide`. */
  readonly headLeft: number;
}
/** So many accounts are remembered. */
const REMEMBERED = 50_000;

export function commitLanes({ driver, ledger, counters, patienceMs, alwaysInBatches }: LaneOptions): Lanes {
  const fastText = fastStatement(ledger.tables);
  const lone = loneTexts(ledger.tables);
  const lastSeen = new Map<AccountId, LastSeen>();
  const answer = (
    item: Pending,
    result: UnitResult,
    path: 'fast' | 'general',
    headLeft: number = Number.MAX_SAFE_INTEGER,
  ): void => {
    counters[path]++;
    if (item.waited) counters.waited++;
    if (result.account) {
      if (lastSeen.size >= REMEMBERED) lastSeen.clear();
      lastSeen.set(result.account.account, { fastLeft: result.account.fastLeft, headLeft });
    }
    item.resolve(result);
  };
  const back = (batch: AccountBatch, contended: boolean, cause?: unknown): ComeBack => {
    if (contended) {
      counters.contended++;
      for (const item of batch.items) item.waited = true;
    }
    return { ...batch, contended, cause };
  };

  /** One caller alone: a small statement of plain values. What it cannot do comes back for the way that can. */
  async function sendLone(account: AccountId, item: Pending): Promise<ComeBack[]> {
    counters.statements++;
    const { accounts } = ledger.tables;
    const answered = await lonePath(driver, accounts, lone, item.unit, ledger.now?.(), ledger.nameOf);
    if (answered.outcome === 'done') {
      answer(item, answered.result, 'fast', answered.headLeft);
      return [];
    }
    // An account that was seen has a row for ever: somebody else has locked it.
    const contended = answered.outcome === 'unseen' && lastSeen.has(account);
    if (answered.outcome === 'further') item.further = true;
    else if (!contended) item.general = true;
    return [back({ account, items: [item] }, contended)];
  }
  const isForBatches = ({ unit, further }: Pending): boolean =>
    alwaysInBatches || further || fastNeed(unit) > (lastSeen.get(unit.account)?.headLeft ?? Number.MAX_SAFE_INTEGER);

  async function sendFast(batches: readonly AccountBatch[]): Promise<ComeBack[]> {
    const items = batches.flatMap((batch) => batch.items);
    const [only] = items;
    if (only && items.length === 1 && !isForBatches(only)) return sendLone(only.unit.account, only);
    counters.statements++;
    const { results, skipped, headLeft } = await fastPath(
      driver,
      ledger.tables.accounts,
      fastText,
      items.map((item) => item.unit),
      ledger.now,
      ledger.nameOf('fast'),
    );
    items.forEach((item, index) => {
      const result = results.get(index);
      if (result) answer(item, result, 'fast', headLeft.get(item.unit.account));
    });
    let position = 0;
    const again: ComeBack[] = [];
    for (const { account, items: sent } of batches) {
      const left = sent.filter((_, index) => !results.has(position + index));
      position += sent.length;
      if (left.length === 0) continue;
      const contended = skipped.has(account);
      if (!contended) for (const item of left) item.general = true;
      again.push(back({ account, items: left }, contended));
    }
    return again;
  }

  async function sendGeneral(batches: readonly AccountBatch[]): Promise<ComeBack[]> {
    counters.statements += 2;
    const outcomes = await generalPath(
      driver,
      ledger,
      batches.map(({ account, items }) => ({ account, units: items.map((item) => item.unit) })),
    );
    return batches.flatMap((batch) => {
      const found = outcomes.get(batch.account);
      if (!found) return [back(batch, true)];
      batch.items.forEach((item, index) => {
        const result = found[index];
        if (result) answer(item, result, 'general');
        else item.reject(new Error('A unit of the batch was not decided.'));
      });
      return [];
    });
  }

  async function sendSingle(batches: readonly AccountBatch[]): Promise<ComeBack[]> {
    const again: ComeBack[] = [];
    for (const batch of batches) {
      for (const item of batch.items) {
        counters.statements += 6;
        try {
          answer(item, await driver.transaction((tx) => unitInTransaction(tx, ledger, item.unit, false)), 'general');
        } catch (error) {
          if (error instanceof Refused) answer(item, error.result, 'general');
          else if (error instanceof Moved) again.push(back({ account: batch.account, items: [item] }, true));
          else throw error;
        }
      }
    }
    return again;
  }

  const ways: Readonly<Record<Lane, (batches: readonly AccountBatch[]) => Promise<ComeBack[]>>> = {
    fast: sendFast,
    general: sendGeneral,
    single: sendSingle,
  };

  /** A failed statement wrote nothing (or is met again by its keys); whoever is to blame is found by sending each alone. */
  async function send(lane: Lane, batches: readonly AccountBatch[]): Promise<readonly ComeBack[]> {
    try {
      return await ways[lane](batches);
    } catch (error) {
      const state = sqlState(error);
      // Nothing was sent again: it would be lost again.
      if (isNameLost(state)) {
        for (const batch of batches) for (const item of batch.items) item.reject(error);
        return [];
      }
      if (isRetryable(state) || isOutcomeUnknown(error)) {
        counters.retries++;
        // A racing replay took a key, or a version was stale: the next snapshot sees it. `decide` answers, whatever it is.
        if (state === '23505') for (const batch of batches) for (const item of batch.items) item.general = true;
        return batches.map((batch) => back(batch, true, error));
      }
      const single = batches.length === 1 && batches[0]?.items.length === 1;
      if (!single && (state === null || isRefusal(state))) {
        const again: ComeBack[] = [];
        for (const { account, items } of batches) {
          const left: Pending[] = [];
          let contended = false;
          for (const item of items) {
            for (const batch of await send(lane, [{ account, items: [item] }])) {
              left.push(...batch.items);
              contended ||= batch.contended;
            }
          }
          if (left.length > 0) again.push({ account, items: left, contended });
        }
        return again;
      }
      for (const batch of batches) for (const item of batch.items) item.reject(error);
      return [];
    }
  }

  return {
    send,
    laneOf(items) {
      if (items[0]?.unit.writes && items[0].unit.writes.length > 0) return 'single';
      let need = 0;
      for (const { unit, general } of items) {
        if (general || !mayBeFast(unit)) return 'general';
        need += fastNeed(unit);
      }
      const seen = lastSeen.get(items[0]?.unit.account ?? 0);
      return need > (seen?.fastLeft ?? Number.MAX_SAFE_INTEGER) ? 'general' : 'fast';
    },
    limits: { fast: 2, general: 2, single: 3 },
    maxRequests: 256,
    secondFrom: 64,
    patienceMs,
    outOfPatience: (cause) =>
      cause === undefined
        ? new Error(`Another transaction kept the account locked for more than ${patienceMs} ms; nothing was written.`)
        : new Error(
            `The unit failed again and again for ${patienceMs} ms. Send the same keys again: what was committed unseen answers as a replay.`,
            { cause },
          ),
  };
}
