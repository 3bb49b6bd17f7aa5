import { bug, edit, type PlantedBug } from './planted-bug.js';

const sqlite = (file: string, find: string, replace: string) => edit(`packages/sql/src/sqlite/${file}`, find, replace);

/** Broken variants of the SQLite store, run from four processes on one file. */
export const sqliteBugs: readonly PlantedBug[] = [
  bug(
    'D8',
    'reads and writes without a transaction around them',
    sqlite(
      'local/driver.ts',
      "exec('begin immediate');",
      "if (work !== undefined) return work();\n  exec('begin immediate');",
    ),
  ),
  bug(
    'D8',
    'a busy file surfaces at once',
    sqlite(
      'shared/retry-while-busy.ts',
      'if (!isBusy(error) || performance.now() >= until) throw error;',
      'if (performance.now() >= 0 * until) throw error;',
    ),
    sqlite('local/write-queue.ts', 'export const BUSY_HANDLER_MS = 100;', 'export const BUSY_HANDLER_MS = 0;'),
  ),
  bug(
    'L12',
    'keys of all customers are one',
    sqlite(
      'shared/ledger-statements.ts',
      `where e."account" = ? and e."key" = k.value and`,
      `where ? is not null and e."key" = k.value and`,
    ),
  ),
  bug(
    'L14',
    'holds that are due are not loaded',
    sqlite('local/load-slice.ts', 'entries.push(...due.filter((entry) => !known.has(entry.seq)));', ''),
  ),
  bug(
    'L3',
    'a record changes from whatever version it has',
    sqlite(
      'shared/record-statements.ts',
      '+ 1 where ${equals(table.key)} and ${versionColumn} = ? returning',
      '+ 1 where ${equals(table.key)} and ${versionColumn} >= 0 * ? returning',
    ),
  ),
  bug(
    'L9',
    'only the grant that expires last is loaded',
    sqlite(
      'shared/ledger-statements.ts',
      `where g."account" = ? and g."remaining" > 0`,
      `where g."account" = ? and g."remaining" > 0 order by g."expires_at" desc limit 1`,
    ),
  ),
  bug(
    'T17',
    'the time is taken once',
    sqlite(
      'local/sqlite-store.ts',
      'return driver.get(`select ${CLOCK}`, [])?.[0] as Instant;',
      'return (opened ??= driver.get(`select ${CLOCK}`, [])?.[0] as Instant);',
    ),
    sqlite('local/sqlite-store.ts', 'function databaseNow(', 'let opened: Instant | undefined;\nfunction databaseNow('),
  ),
  bug(
    'P16',
    'a lost guard does not stop the grant',
    sqlite('local/apply-unit.ts', 'if (lost !== null)', 'if (lost === -1)'),
  ),
  bug(
    'D10',
    'the records before a lost guard stay',
    sqlite('local/apply-unit.ts', "driver.run('rollback to farebox_unit', []);", ''),
  ),
  bug(
    'D13',
    'the holder of a further unique key is not found',
    sqlite('shared/record-statements.ts', '[table.family.key, ...table.family.unique]', '[table.family.key]'),
  ),
  bug(
    'D18',
    'a claim does not move the row',
    sqlite(
      'shared/record-statements.ts',
      'set ${due} = ?, ${versionColumn}',
      'set ${due} = min(${due}, ?), ${versionColumn}',
    ),
  ),
  bug(
    'L8',
    'one job that fails takes its whole batch with it',
    sqlite(
      'local/write-queue.ts',
      "driver.run('rollback to farebox_job', []);\n        driver.run('release farebox_job', []);\n        return { error };",
      'throw error;',
    ),
  ),
];
