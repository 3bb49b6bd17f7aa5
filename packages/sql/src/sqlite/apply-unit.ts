import {
  type AccountRow,
  type Changes,
  decide,
  type Instant,
  needs,
  type Row,
  type Unit,
  type UnitResult,
} from '@farebox/core/store';
import { encodeRow } from '../tables/codec.js';
import type { Table } from '../tables/table.js';
import { sqliteDialect } from './dialect.js';
import type { SqliteDriver } from './driver.js';
import type { LedgerStatements } from './ledger-statements.js';
import { loadSlice } from './load-slice.js';
import type { SqliteRecords } from './records.js';

export interface Workbench {
  readonly driver: SqliteDriver;
  readonly ledger: LedgerStatements;
  readonly records: SqliteRecords;
}

/** Thrown inside the unit's savepoint so that what the unit wrote before is undone. */
class GuardLost extends Error {
  constructor(readonly write: number) {
    super('A write of the unit lost its guard.');
  }
}

/** One unit, load to write, with no await between: nobody can come in between on this connection or on another. */
export function applyUnit(bench: Workbench, unit: Unit, now: Instant): UnitResult {
  const { driver, ledger, records } = bench;
  const writes = unit.writes ?? [];
  for (const { family, row } of writes) {
    if (family.key[0] !== 'account' || row['account'] !== unit.account) {
      throw new Error(
        `A row of "${family.name}" rides in a unit of account ${unit.account} but does not belong to it.`,
      );
    }
  }
  const slice = loadSlice(driver, ledger, unit.account, needs(unit.steps), now);
  const decision = decide(slice, unit.account, unit.steps, now, { hasWrites: writes.length > 0 });
  if (decision.refusedAt !== null) {
    if (decision.changes) saveChanges(bench, decision.changes);
    const why = decision.results[decision.refusedAt];
    if (!why) throw new Error('The decision was refused at a step that has no result.');
    return {
      status: 'refused',
      at: decision.refusedAt,
      why,
      account: slice.account || decision.changes ? decision.account : null,
      now: decision.now,
    };
  }
  driver.run('savepoint farebox_unit', []);
  try {
    for (const [index, write] of writes.entries()) if (!records.write(write)) throw new GuardLost(index);
  } catch (error) {
    driver.run('rollback to farebox_unit', []);
    driver.run('release farebox_unit', []);
    if (error instanceof GuardLost)
      return { status: 'refused', at: error.write, why: 'guardLost', account: slice.account, now: decision.now };
    throw error;
  }
  driver.run('release farebox_unit', []);
  if (decision.changes) saveChanges(bench, decision.changes);
  return { status: 'ok', steps: decision.results, account: decision.account, now: decision.now };
}

function saveChanges({ driver, ledger }: Workbench, changes: Changes): void {
  put(driver, ledger.putAccount, ledger.accounts, changes.account);
  for (const schedule of changes.schedules) put(driver, ledger.putSchedule, ledger.schedules, schedule);
  for (const grant of changes.grants) put(driver, ledger.putGrant, ledger.grants, grant);
  for (const entry of changes.entries) put(driver, ledger.addEntry, ledger.entries, entry);
  for (const detail of changes.details) put(driver, ledger.addDetail, ledger.details, detail);
}

function put(driver: SqliteDriver, text: string, table: Table, row: AccountRow | object): void {
  driver.run(text, encodeRow(table, row as Row, sqliteDialect));
}
