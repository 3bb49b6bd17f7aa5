import type { AccountId, AccountWrite, Changes, CheckpointRow, Family, Row } from '@farebox/core/store';
import type { LedgerStatements } from '../sqlite/ledger-statements.js';
import { encodeRow } from '../tables/codec.js';
import { type Table, versionColumn } from '../tables/table.js';
import type { Statement } from './connection.js';
import { guardedDialect } from './dialect.js';
import { ABSENT } from './load-statement.js';
import { insertStatement, updateStatement } from './record-statements.js';

/** Rows of one statement: a batch of units with metadata stays far below the two megabytes that a D1 value may have. */
const ROWS = 100;

const names = (table: Table): string => table.columns.map((column) => column.sql).join(', ');
/** Rows travel as one JSON value each statement, however many they are. `where true` keeps "on conflict" from being read as a join. */
const insertAll = (table: Table): string =>
  `insert into ${table.name} (${names(table)}) select ${table.columns.map((_, index) => `value ->> ${index}`).join(', ')} from json_each(?1) where true`;
const upsertAll = (table: Table, values: (column: string) => string = (column) => `excluded.${column}`): string => {
  const rest = table.columns.filter((column) => !table.key.includes(column));
  return `${insertAll(table)} on conflict (${table.key.map((column) => column.sql).join(', ')}) do update set ${rest.map((column) => `${column.sql} = ${values(column.sql)}`).join(', ')}`;
};

/**
 * One unit (or several of one account) as a batch. Its first statement fails when the account's version has moved: the new
 * revision is then null, which the column refuses - and with it the whole batch.
 */
export function saveStatements(
  ledger: LedgerStatements,
  tableOf: (family: Family) => Table,
  account: AccountId,
  changes: Changes | null,
  writes: readonly AccountWrite[],
  ifVersion: string,
): readonly Statement[] {
  const statements: Statement[] = [guardedAccount(ledger, account, changes, ifVersion)];
  for (const write of writes) {
    const table = tableOf(write.family);
    if (write.write === 'insertIfAbsent') statements.push(insertStatement(table, write.row));
    else
      statements.push(
        rowGuard(ledger, account, table, write.row, write.ifVersion),
        updateStatement(table, write.row, write.ifVersion),
      );
  }
  if (changes === null) return statements;
  const all = (text: string, table: Table, rows: readonly unknown[]): void => {
    for (let start = 0; start < rows.length; start += ROWS)
      statements.push({ text, values: [packed(table, rows.slice(start, start + ROWS))] });
  };
  all(upsertAll(ledger.schedules), ledger.schedules, changes.schedules);
  all(upsertAll(ledger.grants), ledger.grants, changes.grants);
  all(insertAll(ledger.entries), ledger.entries, changes.entries);
  all(insertAll(ledger.details), ledger.details, changes.details);
  return statements;
}

function guardedAccount(
  { accounts }: LedgerStatements,
  account: AccountId,
  changes: Changes | null,
  ifVersion: string,
): Statement {
  // No revision is below zero: an account that must be absent is refused as soon as it is there.
  const expected = ifVersion === ABSENT ? -1 : Number(ifVersion);
  if (changes !== null)
    return {
      text: upsertAll(accounts, (column) =>
        column === '"revision"'
          ? `case when ${accounts.name}."revision" = ?2 then excluded."revision" end`
          : `excluded.${column}`,
      ),
      values: [packed(accounts, [changes.account]), expected],
    };
  if (ifVersion === ABSENT) throw new Error(`Account ${account} has no row yet: its first records come with changes.`);
  return {
    text: `update ${accounts.name} set "revision" = case when "revision" = ?2 then "revision" + 1 end where "account" = ?1`,
    values: [account, expected],
  };
}

/** A move into the archive as a batch; its first statement fails, by the same null, unless the checkpoint stands at `after`. */
export function archiveStatements(
  ledger: LedgerStatements,
  checkpoint: CheckpointRow,
  after: number,
): readonly Statement[] {
  const { checkpoints, archive, raiseOldestReader } = ledger;
  const { account, seq } = checkpoint;
  return [
    {
      text: upsertAll(checkpoints, (column) =>
        column === '"seq"' ? `case when ${checkpoints.name}."seq" = ?2 then excluded."seq" end` : `excluded.${column}`,
      ),
      values: [packed(checkpoints, [checkpoint]), after],
    },
    ...archive.map((text) => ({ text, values: [account, after, seq] })),
    { text: raiseOldestReader, values: [] },
  ];
}

/** Fails, by the same null, unless the row still has the version. Stands right before the row's update, so it sees what the batch did so far. */
function rowGuard(
  { accounts }: LedgerStatements,
  account: AccountId,
  table: Table,
  row: Row,
  ifVersion: string,
): Statement {
  const { text, values } = rowAt(table, row, ifVersion);
  return {
    text: `update ${accounts.name} set "revision" = case when exists (${text}) then "revision" end where "account" = ?`,
    values: [...values, account],
  };
}

/** One row if it still has the version. A version that is no number was never handed out: no row has it. */
export function rowAt(table: Table, row: Row, ifVersion: string): Statement {
  const values = encodeRow(table, row, guardedDialect);
  const key = table.key.map((column) => values[table.columns.indexOf(column)]);
  const version = Number(ifVersion);
  return {
    text: `select 1 from ${table.name} where ${table.key.map((column) => `${column.sql} = ?`).join(' and ')} and ${versionColumn} = ?`,
    values: [...key, Number.isSafeInteger(version) ? version : -1],
  };
}

const packed = (table: Table, rows: readonly unknown[]): string =>
  JSON.stringify(rows.map((row) => encodeRow(table, row as Row, guardedDialect)));
