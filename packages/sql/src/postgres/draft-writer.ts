import type { AccountId, AccountRow, EntryDetailRow, EntryRow, GrantRow, Row, ScheduleRow } from '@farebox/core/store';
import { encodeValue } from '../schema/codec.js';
import type { Table } from '../schema/table.js';
import { toArrayLiteral } from './array-literal.js';
import { postgresDialect } from './dialect.js';
import type { PostgresQueryable, StatementName } from './driver.js';
import type { LedgerTables } from '../schema/ledger-tables.js';
import { type Touched, writeStatement } from './ledger-statements.js';

/** What one account looks like after its units, and what of it must be written. */
export interface AccountDraft {
  readonly account: AccountRow;
  readonly expected: number | null;
  /** Which grant burned first when the slice was read. */
  readonly headBefore: number | null;
  readonly grantsBefore: ReadonlyMap<number, GrantRow>;
  /** Every grant that was loaded or made, as it stands now. */
  readonly grants: ReadonlyMap<number, GrantRow>;
  readonly touchedGrants: ReadonlySet<number>;
  readonly schedules: readonly ScheduleRow[];
  readonly entries: readonly EntryRow[];
  readonly details: readonly EntryDetailRow[];
}

/** The write statements, made once per combination of tables. */
export class DraftWriter {
  readonly #statements = new Map<string, string>();

  constructor(
    private readonly tables: LedgerTables,
    private readonly nameOf: StatementName,
  ) {}

  /** Answers the accounts that were written; the others had moved, and nothing of them was. */
  async write(database: PostgresQueryable, drafts: readonly AccountDraft[]): Promise<ReadonlySet<AccountId>> {
    const { tables } = this;
    const grants = drafts.flatMap(grantsToWrite);
    const schedules = drafts.flatMap((draft) => draft.schedules);
    const entries = drafts.flatMap((draft) => draft.entries);
    const details = drafts.flatMap((draft) => draft.details);
    const touched: Touched = {
      schedules: schedules.length > 0,
      grants: grants.length > 0,
      entries: entries.length > 0,
      details: details.length > 0,
    };
    const values = [
      ...columnsOf(
        tables.accounts,
        drafts.map((draft) => draft.account),
      ),
      toArrayLiteral(drafts.map(headLeft)),
      toArrayLiteral(drafts.map((draft) => draft.expected)),
      ...(touched.schedules ? columnsOf(tables.schedules, schedules) : []),
      ...(touched.grants ? columnsOf(tables.grants, grants, 'remaining') : []),
      ...(touched.entries ? columnsOf(tables.entries, entries) : []),
      ...(touched.details ? columnsOf(tables.details, details) : []),
    ];
    const verb = `write_${Object.values(touched).map(Number).join('')}`;
    let text = this.#statements.get(verb);
    if (text === undefined) this.#statements.set(verb, (text = writeStatement(tables, touched)));
    const won = await database.query(text, values, this.nameOf(verb));
    return new Set(won.map((row) => Number(row[0])));
  }
}

const headLeft = ({ account, grants }: AccountDraft): number =>
  account.head === null ? 0 : (grants.get(account.head)?.remaining ?? 0);

/** The head's figure moves to the account's row and its own becomes NULL; a grant that was head gets its figure back. */
function grantsToWrite({ account, headBefore, grants, grantsBefore, touchedGrants }: AccountDraft): readonly Row[] {
  const ids = new Set(touchedGrants);
  if (account.head !== headBefore) {
    if (headBefore !== null) ids.add(headBefore);
    if (account.head !== null) ids.add(account.head);
  }
  return [...ids]
    .sort((a, b) => a - b)
    .flatMap((id): readonly Row[] => {
      const grant = grants.get(id);
      if (!grant)
        throw new Error(`Grant ${id} of account ${account.account} is or was its head, but is not in the slice.`);
      if (id !== account.head) return [{ ...grant }];
      // Still the head, with another figure: the account's row has it.
      if (id === headBefore && sameButRemaining(grant, grantsBefore.get(id))) return [];
      return [{ ...grant, remaining: null }];
    });
}

function sameButRemaining(grant: GrantRow, before: GrantRow | undefined): boolean {
  if (!before) return false;
  return (Object.keys(grant) as (keyof GrantRow)[]).every(
    (property) => property === 'remaining' || grant[property] === before[property],
  );
}

/** One array literal per column. `nullable`: a column whose null is ours, not the family's. */
function columnsOf(table: Table, rows: readonly object[], nullable?: string): string[] {
  return table.columns.map((column) =>
    toArrayLiteral(
      rows.map((row) => {
        const value = (row as Row)[column.property];
        return value === null && column.property === nullable
          ? null
          : encodeValue(table, column, value, postgresDialect);
      }),
    ),
  );
}
