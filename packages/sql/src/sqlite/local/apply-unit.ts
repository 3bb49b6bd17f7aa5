import {
  type AccountWrite,
  type AccountRow,
  type Changes,
  type CheckpointRow,
  planUnits,
  type Instant,
  needs,
  type Row,
  type Unit,
  type UnitResult,
} from '@farebox/core/store';
import { encodeRow } from '../../schema/codec.js';
import type { Table } from '../../schema/table.js';
import { sqliteDialect } from '../shared/dialect.js';
import type { SqliteDriver } from './driver.js';
import type { LedgerStatements } from '../shared/ledger-statements.js';
import { loadSlice } from './load-slice.js';
import type { SqliteRecords } from './records.js';

export interface Workbench {
  readonly driver: SqliteDriver;
  readonly ledger: LedgerStatements;
  readonly records: SqliteRecords;
}

/** One unit, load to write, with no await between: nobody can come in between on this connection or on another. */
export function applyUnit(bench: Workbench, unit: Unit, now: Instant): UnitResult {
  const { driver, ledger } = bench;
  const slice = loadSlice(driver, ledger, unit.account, needs(unit.steps), now);
  const { results, changes, isWorthSaving } = planUnits(slice, [unit], now);
  const result = results[0] as UnitResult;
  if (!isWorthSaving || !changes) return result;
  const writes = unit.writes ?? [];
  if (writes.length > 0) {
    const lost = writeAll(bench, writes);
    if (lost !== null)
      return { status: 'refused', at: lost, why: 'guardLost', account: slice.account, now: result.now };
  }
  saveChanges(bench, changes);
  return result;
}

/** The index of the first write that lost its guard, with those before it undone; null = all are written. */
function writeAll({ driver, records }: Workbench, writes: readonly AccountWrite[]): number | null {
  driver.run('savepoint farebox_unit', []);
  for (const [index, write] of writes.entries()) {
    if (records.write(write)) continue;
    driver.run('rollback to farebox_unit', []);
    driver.run('release farebox_unit', []);
    return index;
  }
  driver.run('release farebox_unit', []);
  return null;
}

function saveChanges({ driver, ledger }: Workbench, changes: Changes): void {
  const { tables } = ledger;
  put(driver, ledger.putAccount, tables.accounts, changes.account);
  for (const schedule of changes.schedules) put(driver, ledger.putSchedule, tables.schedules, schedule);
  for (const grant of changes.grants) put(driver, ledger.putGrant, tables.grants, grant);
  for (const entry of changes.entries) put(driver, ledger.addEntry, tables.entries, entry);
  for (const detail of changes.details) put(driver, ledger.addDetail, tables.details, detail);
}

/** False = the account's checkpoint no longer stands at `after`: nothing is moved. */
export function moveToArchive({ driver, ledger }: Workbench, checkpoint: CheckpointRow, after: number): boolean {
  const { account, seq } = checkpoint;
  if (((driver.get(ledger.checkpointAt, [account])?.[0] ?? 0) as number) !== after) return false;
  put(driver, ledger.putCheckpoint, ledger.tables.checkpoints, checkpoint);
  for (const text of ledger.archive) driver.run(text, [account, after, seq]);
  driver.run(ledger.raiseOldestReader, []);
  return true;
}

function put(driver: SqliteDriver, text: string, table: Table, row: AccountRow | object): void {
  driver.run(text, encodeRow(table, row as Row, sqliteDialect));
}
