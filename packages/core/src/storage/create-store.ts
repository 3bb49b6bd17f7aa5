import { assertStep } from '../domain/assert-step.js';
import { decideUnits, settled, type UnitDecision } from '../domain/decide.js';
import { needs } from '../domain/needs.js';
import type { AccountRow } from '../domain/ledger-rows.js';
import type { Changes, Slice } from '../domain/slice.js';
import type { StepResult } from '../domain/step.js';
import { coalesce } from './coalesce.js';
import type { NoTransactions, Store, StoreDriver, Unit, UnitResult } from './contract.js';

/** What a store brings itself instead of what is made from its driver. */
export type FasterParts<Tx> = Partial<Pick<Store<Tx>, 'commit' | 'read' | 'patienceMs' | 'with' | 'migrate' | 'close'>>;
export interface StoreRuntime {
  /** 0 to 1, for the jitter between attempts; tests pass a seeded one. */
  readonly random?: (() => number) | undefined;
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Attempts before an account that keeps moving is an outage. Default 1000. */
  readonly maxAttempts?: number | undefined;
  /** Called for every attempt that lost against somebody faster. */
  readonly onRetry?: ((attempt: number) => void) | undefined;
}

const sleepFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * The whole contract from eight functions: load, decide, save; again when somebody was faster. A fast store passes its own
 * `commit` (a lock, or one statement for a batch).
 */
export function createStore<Tx = NoTransactions>(
  driver: StoreDriver,
  faster: FasterParts<Tx> = {},
  runtime: StoreRuntime = {},
): Store<Tx> {
  const { random = Math.random, sleep = sleepFor, maxAttempts = 1000, onRetry } = runtime;

  async function run(units: readonly Unit[]): Promise<readonly UnitResult[]> {
    const [first] = units as readonly [Unit];
    const writes = first.writes ?? [];
    const wanted = needs(units.flatMap((unit) => unit.steps));
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const loaded = await driver.load(first.account, wanted, first.now);
      const plan = planUnits(loaded.slice, units, first.now ?? loaded.now);
      if (!plan.isWorthSaving) return plan.results;
      const saved = await driver.save(first.account, plan.changes, plan.isRefused ? [] : writes, loaded.version);
      if ('saved' in saved) return plan.results;
      if ('refused' in saved)
        return [
          { status: 'refused', at: saved.refused, why: 'guardLost', account: loaded.slice.account, now: loaded.now },
        ];
      onRetry?.(attempt);
      await sleep(random() * Math.min(50, 2 ** Math.min(attempt, 10)));
    }
    throw new Error(`Account ${first.account} kept moving: ${maxAttempts} attempts lost against faster ones.`);
  }
  const queued = coalesce(run);

  return {
    specificationVersion: 1,
    find: driver.find.bind(driver),
    list: driver.list.bind(driver),
    insertIfAbsent: driver.insertIfAbsent.bind(driver),
    compareAndSet: driver.compareAndSet.bind(driver),
    ...(driver.remove ? { remove: driver.remove.bind(driver) } : {}),
    ...(driver.archive ? { archive: driver.archive.bind(driver) } : {}),
    claimWithLease: driver.claimWithLease.bind(driver),
    scan: driver.scan.bind(driver),
    async commit(unit) {
      assertUnit(unit);
      return queued(unit);
    },
    async read(account, wanted = { keys: [], references: [] }, override) {
      const loaded = await driver.load(account, wanted, override);
      const now = override ?? loaded.now;
      return { slice: readable(loaded.slice, account, now), now };
    },
    ...faster,
  };
}

/** Throws for what no state could make right, before it queues: a malformed unit must not reach the others of its batch. */
export function assertUnit(unit: Unit): void {
  if (!Number.isSafeInteger(unit.account))
    throw new TypeError(`An account is a safe integer; it is ${String(unit.account)}.`);
  for (const step of unit.steps) assertStep(step);
  for (const { family, row } of unit.writes ?? []) {
    if (family.key[0] !== 'account' || row['account'] !== unit.account)
      throw new TypeError(
        `A row of ${family.name} cannot ride in a unit of account ${unit.account}: it belongs to another one, or to none.`,
      );
  }
}

/** The slice as `read` shows it: settled, with the grants that have tokens left. */
export function readable(slice: Slice, account: number, now: number): Slice {
  const after = settled(slice, account, now);
  return { ...after, grants: after.grants.filter((grant) => grant.remaining > 0) };
}

export interface UnitsPlan {
  readonly results: readonly UnitResult[];
  readonly changes: Changes | null;
  /** False when every unit was refused or only replayed: nothing must be written then. */
  readonly isWorthSaving: boolean;
  /** A lone unit that was refused writes no records either. */
  readonly isRefused: boolean;
}

/** Decides units of one account and phrases the answers they get once the changes are saved. For stores with a `commit` of their own. */
export function planUnits(slice: Slice, units: readonly Unit[], now: number): UnitsPlan {
  const [first] = units as readonly [Unit];
  const decidable = units.map(({ steps, writes }) => ({ steps, hasWrites: (writes?.length ?? 0) > 0 }));
  const decided = decideUnits(slice, first.account, decidable, now);
  const isEffective = (decision: UnitDecision, index: number): boolean =>
    decision.refusedAt === null &&
    (decidable[index]?.hasWrites === true ||
      decision.results.length === 0 ||
      decision.results.some((result) => result.status === 'ok'));
  return {
    changes: decided.changes,
    isWorthSaving: decided.changes !== null && decided.decisions.some(isEffective),
    isRefused: decided.decisions.every((decision) => decision.refusedAt !== null),
    results: decided.decisions.map((decision) => toResult(decision, decided.account, slice.account, decided.now)),
  };
}

function toResult(
  { results, refusedAt }: UnitDecision,
  account: AccountRow,
  before: AccountRow | null,
  now: number,
): UnitResult {
  if (refusedAt === null) return { status: 'ok', steps: results, account, now };
  return {
    status: 'refused',
    at: refusedAt,
    why: results[refusedAt] as StepResult,
    account: before === null && account.seq === 0 ? null : account,
    now,
  };
}
