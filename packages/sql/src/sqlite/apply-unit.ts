import {
  type AccountRow,
  type Changes,
  planUnits,
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
  const slice = loadSlice(driver, ledger, unit.account, needs(unit.steps), now);
  const { results, changes, isWorthSaving } = planUnits(slice, [unit], now);
  const result = results[0] as UnitResult;
  if (!isWorthSaving || !changes) return result;
  driver.run('savepoint farebox_unit', []);
  try {
    for (const [index, write] of (unit.writes ?? []).entries()) if (!records.write(write)) throw new GuardLost(index);
  } catch (error) {
    driver.run('rollback to farebox_unit', []);
    driver.run('release farebox_unit', []);
    if (error instanceof GuardLost)
      return { status: 'refused', at: error.write, why: 'guardLost', account: slice.account, now: result.now };
    throw error;
  }
  driver.run('release farebox_unit', []);
  saveChanges(bench, changes);
  return result;
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
