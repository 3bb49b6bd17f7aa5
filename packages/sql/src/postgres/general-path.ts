import {
  type AccountId,
  type Changes,
  compareBurn,
  type GrantRow,
  isLive,
  needs,
  planUnits,
  type Step,
  type Unit,
  type UnitResult,
  withChanges,
} from '@farebox/core/store';
import type { PostgresQueryable, StatementName } from './driver.js';
import type { LedgerTables } from '../schema/ledger-tables.js';
import { ALL_GRANTS, type Loaded, loadSlices } from './load-slices.js';
import type { PostgresRecords } from './records.js';
import type { AccountDraft, DraftWriter } from './draft-writer.js';

/** The units of one account that travel together, in the order in which they came. All carry the same `now`, or none. */
export interface AccountUnits {
  readonly account: AccountId;
  readonly units: readonly Unit[];
}

export interface Ledger {
  readonly tables: LedgerTables;
  readonly loadText: string;
  readonly drafts: DraftWriter;
  readonly records: PostgresRecords;
  readonly nameOf: StatementName;
  /** The time in place of the database's, for units that bring none. */
  readonly now?: (() => number) | undefined;
}

/**
 * Units without records: one read of all slices, `decide`, one write that is guarded by each account's revision. Answers
 * the accounts that went through; whoever is missing had moved, or was locked by somebody else, and nothing of it is written.
 */
export async function generalPath(
  database: PostgresQueryable,
  ledger: Ledger,
  batch: readonly AccountUnits[],
): Promise<ReadonlyMap<AccountId, readonly UnitResult[]>> {
  const outcomes = new Map<AccountId, readonly UnitResult[]>();
  const drafts: AccountDraft[] = [];
  const decideThese = async (some: readonly AccountUnits[], grantLimit: number): Promise<AccountUnits[]> => {
    const loaded = await load(database, ledger, some, grantLimit);
    return some.filter(({ account, units }) => {
      const found = loaded.get(account) as Loaded;
      if (found.truncated && !isEnough(found, units, grantLimit)) return true;
      const decided = decideAll(found, units);
      outcomes.set(account, decided.results);
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
    const won = await ledger.drafts.write(database, drafts);
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
export async function unitInTransaction(
  tx: PostgresQueryable,
  ledger: Ledger,
  unit: Unit,
  wait: boolean,
): Promise<UnitResult> {
  const { account } = unit;
  // A statement of its own: the snapshot of the next one is younger than the lock.
  const locked = await tx.query(
    `select "revision" from ${ledger.tables.accounts.name} where "account" = $1 for update${wait ? '' : ' skip locked'}`,
    [account],
    ledger.nameOf(`lock_${wait ? 'wait' : 'skip'}`),
  );
  const loaded = (await load(tx, ledger, [{ account, units: [unit] }], ALL_GRANTS)).get(account) as Loaded;
  if (loaded.expected !== null && locked.length === 0) throw new Moved();
  const { results, draft } = decideAll(loaded, [unit]);
  const result = results[0] as UnitResult;
  if (result.status === 'ok') {
    for (const [index, write] of (unit.writes ?? []).entries()) {
      if (!(await ledger.records.write(tx, write))) {
        throw new Refused({
          status: 'refused',
          at: index,
          why: 'guardLost',
          account: loaded.slice.account,
          now: loaded.now,
        });
      }
    }
  }
  if (draft && !(await ledger.drafts.write(tx, [draft])).has(account)) throw new Moved();
  return result;
}

/** Commands that need of the live grants only those that burn first; everything else gets all of them. */
const front: ReadonlySet<string> = new Set(['spend', 'hold', 'capture', 'release', 'extend']);
const takesFromTheFront = ({ command }: Step): boolean =>
  front.has(command.do) && !('overage' in command && command.overage !== undefined);
/** A grant holds some spends; a batch that outgrows this is loaded again, whole. */
const grantLimitFor = (batch: readonly AccountUnits[]): number =>
  12 + (Math.max(...batch.map(({ units }) => units.length)) >> 2);

/**
 * Whether the grants in front cover whatever the units may take; else `decide` would see less than there is. A grant that a
 * hold names lies in the slice too and may be far behind: grants to come can fill the whole front, and then it is not enough.
 */
function isEnough({ slice, now }: Loaded, units: readonly Unit[], grantLimit: number): boolean {
  let needed = 0;
  for (const unit of units)
    for (const { command } of unit.steps) if (command.do === 'spend' || command.do === 'hold') needed += command.amount;
  const inFront = slice.grants
    .filter((grant) => grant.remaining > 0 || grant.id === slice.account?.head)
    .sort(compareBurn)
    .slice(0, grantLimit);
  let there = 0;
  for (const grant of inFront) if (isLive(grant, now)) there += grant.remaining;
  return there > needed;
}

function load(
  database: PostgresQueryable,
  ledger: Ledger,
  batch: readonly AccountUnits[],
  grantLimit: number,
): Promise<ReadonlyMap<AccountId, Loaded>> {
  const asked = batch.map(({ account, units }) => ({
    account,
    needs: needs(units.flatMap((unit) => unit.steps)),
    now: units[0]?.now ?? ledger.now?.(),
  }));
  return loadSlices(database, ledger.tables, ledger.loadText, asked, ledger.nameOf('load'), grantLimit);
}

/** One decision for all units of an account. They were asserted before they queued: a malformed one never came here. */
function decideAll(
  loaded: Loaded,
  units: readonly Unit[],
): { readonly results: readonly UnitResult[]; readonly draft: AccountDraft | null } {
  const { results, changes, isWorthSaving } = planUnits(loaded.slice, units, loaded.now);
  return { results, draft: isWorthSaving && changes ? draftOf(loaded, changes) : null };
}

function draftOf({ slice, expected }: Loaded, changes: Changes): AccountDraft {
  return {
    account: changes.account,
    expected,
    headBefore: slice.account?.head ?? null,
    grantsBefore: byId(slice.grants),
    grants: byId(withChanges(slice, changes).grants),
    touchedGrants: new Set(changes.grants.map((grant) => grant.id)),
    schedules: changes.schedules,
    entries: changes.entries,
    details: changes.details,
  };
}

const byId = (grants: readonly GrantRow[]): ReadonlyMap<number, GrantRow> =>
  new Map(grants.map((grant) => [grant.id, grant]));
