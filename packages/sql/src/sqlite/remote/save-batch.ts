import type { AccountId, AccountWrite, Changes, CheckpointRow, Family, Row } from '@farebox/core/store';
import { insertText, type LedgerStatements, packedRows, upsertText } from '../shared/ledger-statements.js';
import { encodeRow } from '../../schema/codec.js';
import type { LedgerTables } from '../../schema/ledger-tables.js';
import type { Table } from '../../schema/table.js';
import type { Statement } from '../../schema/statement.js';
import { sqliteDialect } from '../shared/dialect.js';
import { ABSENT } from './load-account.js';
import { insertStatement, rowAtStatement, updateStatement } from '../shared/record-statements.js';

/** Rows of one statement: a batch of units with metadata stays far below the two megabytes that a D1 value may have. */
const ROWS = 100;

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
  const statements: Statement[] = [guardedAccount(ledger.tables, account, changes, ifVersion)];
  for (const write of writes) {
    const table = tableOf(write.family);
    if (write.write === 'insertIfAbsent') statements.push(insertStatement(table, write.row));
    else
      statements.push(
        rowGuard(ledger.tables, account, table, write.row, write.ifVersion),
        updateStatement(table, write.row, write.ifVersion),
      );
  }
  if (changes === null) return statements;
  const all = (text: string, table: Table, rows: readonly unknown[]): void => {
    for (let start = 0; start < rows.length; start += ROWS)
      statements.push({ text, values: [packed(table, rows.slice(start, start + ROWS))] });
  };
  const { schedules, grants, entries, details } = ledger.tables;
  all(upsertText(schedules, packedRows), schedules, changes.schedules);
  all(upsertText(grants, packedRows), grants, changes.grants);
  all(insertText(entries, packedRows), entries, changes.entries);
  all(insertText(details, packedRows), details, changes.details);
  return statements;
}

function guardedAccount(
  { accounts }: LedgerTables,
  account: AccountId,
  changes: Changes | null,
  ifVersion: string,
): Statement {
  // No revision is below zero: an account that must be absent is refused as soon as it is there.
  const expected = ifVersion === ABSENT ? -1 : Number(ifVersion);
  if (changes !== null)
    return {
      text: upsertText(accounts, packedRows, (column) =>
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
  const { archive, raiseOldestReader } = ledger;
  const { checkpoints } = ledger.tables;
  const { account, seq } = checkpoint;
  return [
    {
      text: upsertText(checkpoints, packedRows, (column) =>
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
  { accounts }: LedgerTables,
  account: AccountId,
  table: Table,
  row: Row,
  ifVersion: string,
): Statement {
  const { text, values } = rowAtStatement(table, row, ifVersion);
  return {
    text: `update ${accounts.name} set "revision" = case when exists (${text}) then "revision" end where "account" = ?`,
    values: [...values, account],
  };
}

const packed = (table: Table, rows: readonly unknown[]): string =>
  JSON.stringify(rows.map((row) => encodeRow(table, row as Row, sqliteDialect)));
