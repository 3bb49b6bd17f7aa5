import {
  accounts,
  archivedEntries,
  archivedEntryDetails,
  checkpoints,
  entries,
  entryDetails,
  type Family,
  grants,
  schedules,
} from '@farebox/core/store';
import type { Table } from './table.js';

/** The ledger's own tables, by what they hold. */
export interface LedgerTables {
  readonly accounts: Table;
  readonly schedules: Table;
  readonly grants: Table;
  readonly entries: Table;
  readonly details: Table;
  readonly archivedEntries: Table;
  readonly archivedDetails: Table;
  readonly checkpoints: Table;
}

export const ledgerTables = (tableOf: (family: Family) => Table): LedgerTables => ({
  accounts: tableOf(accounts),
  schedules: tableOf(schedules),
  grants: tableOf(grants),
  entries: tableOf(entries),
  details: tableOf(entryDetails),
  archivedEntries: tableOf(archivedEntries),
  archivedDetails: tableOf(archivedEntryDetails),
  checkpoints: tableOf(checkpoints),
});

/** What moves into the archive: from where, to where. */
export const archiveMoves = (tables: LedgerTables): readonly (readonly [Table, Table])[] => [
  [tables.entries, tables.archivedEntries],
  [tables.details, tables.archivedDetails],
];
