import { type AccountId, type Changes, decide, type GrantRow, needs, type ScheduleRow, type Slice, type Step, type Unit, type UnitResult } from '@farebox/core/store';
import { applyChanges } from '@farebox/core/store';
import type { PostgresQueryable } from './driver.js';
import type { LedgerTables } from './ledger-statements.js';
import { ALL_GRANTS, type Loaded, loadSlices } from './load-slices.js';
import type { PostgresRecords } from './records.js';
import type { AccountDraft, Saver } from './save-changes.js';

/** The units of one account that travel together, in the order in which they came. All carry the same `now`, or none. */
export interface AccountUnits {
  readonly account: AccountId;
  readonly units: readonly Unit[];
}
export type Outcome = { readonly result: UnitResult } | { readonly error: unknown };

export interface Ledger {
  readonly tables: LedgerTables;
  readonly loadText: string;
  readonly saver: Saver;
  readonly records: PostgresRecords;
  readonly prepared: boolean;
  /** The time in place of the database's, for units that bring none. */
  readonly now?: (() => number) | undefined;
}

/**
 * Units without records: one read of all slices, `decide`, one write that is guarded by each account's revision. Answers
 * the accounts that went through; whoever is missing had moved, or was locked by somebody else, and nothing of it is written.
 */
export async function generalPath(database: PostgresQueryable, ledger: Ledger, batch: readonly AccountUnits[]): Promise<ReadonlyMap<AccountId, readonly Outcome[]>> {
  const outcomes = new Map<AccountId, readonly Outcome[]>();
  const drafts: AccountDraft[] = [];
  const decideThese = async (some: readonly AccountUnits[], grantLimit: number): Promise<AccountUnits[]> => {
    const loaded = await load(database, ledger, some, grantLimit);
    return some.filter(({ account, units }) => {
      const found = loaded.get(account) as Loaded;
      const decided = decideAll(account, found, units);
      // With all of its grants the answer may be another one.
      if (found.truncated && decided.outcomes.some(isShort)) return true;
      outcomes.set(account, decided.outcomes);
      if (decided.draft) drafts.push(decided.draft);
      return false;
    });
  };
  const isFew = ({ units }: AccountUnits): boolean => units.every((unit) => unit.steps.every(takesFromTheFront));
  const few = batch.filter(isFew);
  const whole = new Set(batch.filter((one) => !isFew(one)));
  if (few.length > 0) for (const short of await decideThese(few, grantLimitFor(few))) whole.add(short);
  if (whole.size > 0) await decideThese([...whole], ALL_GRANTS);
  if (drafts.length > 0) {
    const won = await ledger.saver.save(database, drafts);
    for (const { account } of drafts) if (!won.has(account.account)) outcomes.delete(account.account);
  }
  return outcomes;
}

/** Thrown to roll back: the account moved or is locked, and the unit must be tried again. */
export class Moved extends Error {
  constructor() {
    super('The account moved.');
  }
}
/** Thrown to roll back: the unit is refused. */
export class Refused extends Error {
  constructor(readonly result: UnitResult) {
    super('The unit is refused.');
  }
}

/**
 * One unit with records, inside a transaction. `wait`: whether to wait for the account's lock (the caller's own transaction)
 * or to answer `Moved` at once. Throws `Refused` when a write lost its guard: the caller rolls back.
 */
export async function unitInTransaction(tx: PostgresQueryable, ledger: Ledger, unit: Unit, wait: boolean): Promise<UnitResult> {
  const { account } = unit;
  // A statement of its own: the snapshot of the next one is younger than the lock.
  const locked = await tx.query(
    `select "revision" from ${ledger.tables.accounts.name} where "account" = $1 for update${wait ? '' : ' skip locked'}`,
    [account],
    ledger.prepared ? `farebox_lock_${wait ? 'wait' : 'skip'}` : undefined,
  );
  const loaded = (await load(tx, ledger, [{ account, units: [unit] }], ALL_GRANTS)).get(account) as Loaded;
  if (loaded.expected !== null && locked.length === 0) throw new Moved();
  const { outcomes, draft, slice } = decideAll(account, loaded, [unit]);
  const outcome = outcomes[0] as Outcome;
  if ('error' in outcome) throw outcome.error;
  if (outcome.result.status === 'ok') {
    for (const [index, write] of (unit.writes ?? []).entries()) {
      if (!(await ledger.records.write(tx, write))) {
        throw new Refused({ status: 'refused', at: index, why: 'guardLost', account: loaded.slice.account, now: loaded.now });
      }
    }
  }
  const recordsOnly = draft === null && outcome.result.status === 'ok' && (unit.writes ?? []).length > 0;
  const last = recordsOnly && outcome.result.account ? raised(loaded, outcome.result.account, slice) : draft;
  if (last && !(await ledger.saver.save(tx, [last])).has(account)) throw new Moved();
  return recordsOnly && last && outcome.result.status === 'ok' ? { ...outcome.result, account: last.account } : outcome.result;
}

/** Commands that need of the live grants only those that burn first; everything else gets all of them. */
const front: ReadonlySet<string> = new Set(['spend', 'hold', 'capture', 'release', 'extend']);
const takesFromTheFront = ({ command }: Step): boolean => front.has(command.do) && !('overage' in command && command.overage === 'debt');
/** A grant holds some spends; a batch that outgrows this is loaded again, whole. */
const grantLimitFor = (batch: readonly AccountUnits[]): number => 12 + (Math.max(...batch.map(({ units }) => units.length)) >> 2);
const isShort = (outcome: Outcome): boolean =>
  'error' in outcome || (outcome.result.status === 'refused' && outcome.result.why !== 'guardLost' && outcome.result.why.status === 'insufficient');

function load(database: PostgresQueryable, ledger: Ledger, batch: readonly AccountUnits[], grantLimit: number): Promise<ReadonlyMap<AccountId, Loaded>> {
  const asked = batch.map(({ account, units }) => ({ account, needs: needs(units.flatMap((unit) => unit.steps)), now: units[0]?.now ?? ledger.now?.() }));
  return loadSlices(database, ledger.tables, ledger.loadText, asked, ledger.prepared ? 'farebox_load' : undefined, grantLimit);
}

function decideAll(account: AccountId, loaded: Loaded, units: readonly Unit[]): { readonly outcomes: readonly Outcome[]; readonly draft: AccountDraft | null; readonly slice: Slice } {
  let { slice } = loaded;
  const all: Changes[] = [];
  const outcomes = units.map((unit): Outcome => {
    try {
      assertOwnRows(unit);
      const decision = decide(slice, unit.steps, loaded.now, account);
      const before = slice.account;
      if (decision.changes) {
        all.push(decision.changes);
        slice = applyChanges(slice, decision.changes);
      }
      if (decision.refusedAt === null) return { result: { status: 'ok', steps: decision.results, account: decision.account, now: loaded.now } };
      const why = decision.results[decision.refusedAt];
      if (!why) throw new Error('The decision was refused at a step that has no result.');
      return { result: { status: 'refused', at: decision.refusedAt, why, account: before || decision.changes ? decision.account : null, now: loaded.now } };
    } catch (error) {
      // A malformed unit changes nothing and harms none of those beside it.
      return { error };
    }
  });
  const last = all.at(-1);
  if (!last) return { outcomes, draft: null, slice };
  const draft: AccountDraft = {
    account: loaded.truncated ? { ...last.account, settleAt: earlier(last.account.settleAt, loaded.slice.account?.settleAt ?? null) } : last.account,
    expected: loaded.expected,
    headBefore: loaded.slice.account?.head ?? null,
    grantsBefore: byId(loaded.slice.grants),
    grants: byId(slice.grants),
    touchedGrants: new Set(all.flatMap((changes) => changes.grants.map((grant) => grant.id))),
    schedules: lastPerSlot(all.flatMap((changes) => changes.schedules)),
    entries: all.flatMap((changes) => changes.entries),
    details: all.flatMap((changes) => changes.details),
  };
  return { outcomes, draft, slice };
}

/** What was known before still holds for the grants that were not loaded. */
const earlier = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** Records without ledger steps move the account's version all the same. */
function raised(loaded: Loaded, account: NonNullable<UnitResult['account']>, slice: Slice): AccountDraft {
  const grants = byId(slice.grants);
  return {
    account: { ...account, revision: account.revision + 1 },
    expected: loaded.expected,
    headBefore: loaded.slice.account?.head ?? null,
    grantsBefore: grants,
    grants,
    touchedGrants: new Set(),
    schedules: [],
    entries: [],
    details: [],
  };
}

function assertOwnRows(unit: Unit): void {
  for (const { family, row } of unit.writes ?? []) {
    if (family.key[0] !== 'account' || row['account'] !== unit.account) {
      throw new Error(`A row of "${family.name}" rides in a unit of account ${unit.account} but does not belong to it.`);
    }
  }
}

const byId = (grants: readonly GrantRow[]): ReadonlyMap<number, GrantRow> => new Map(grants.map((grant) => [grant.id, grant]));
/** One row per slot: an upsert cannot touch a row twice. */
const lastPerSlot = (rows: readonly ScheduleRow[]): readonly ScheduleRow[] => [...new Map(rows.map((row) => [row.slot, row])).values()];
