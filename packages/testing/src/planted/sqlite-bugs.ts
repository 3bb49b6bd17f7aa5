import { bug, edit, type PlantedBug } from './planted-bug.js';

const sqlite = (file: string, find: string, replace: string) => edit(`packages/sql/src/sqlite/${file}`, find, replace);

/** Broken variants of the SQLite store, run from four processes on one file. */
export const sqliteBugs: readonly PlantedBug[] = [
  bug(
    'D8',
    'reads and writes without a transaction around them',
    sqlite(
      'driver.ts',
      "exec('begin immediate');",
      "if (work !== undefined) return work();\n  exec('begin immediate');",
    ),
  ),
  bug(
    'D8',
    'a busy file surfaces at once',
    sqlite(
      'write-queue.ts',
      'if (!isBusy(error) || waited >= timeoutMs) throw error;',
      'if (waited >= 0 * timeoutMs) throw error;',
    ),
    sqlite('write-queue.ts', 'export const BUSY_HANDLER_MS = 100;', 'export const BUSY_HANDLER_MS = 0;'),
  ),
  bug(
    'L12',
    'keys of all customers are one',
    sqlite(
      'ledger-statements.ts',
      `where e."account" = ? and e."key" = k.value and`,
      `where ? is not null and e."key" = k.value and`,
    ),
  ),
  bug(
    'L14',
    'holds that are due are not loaded',
    sqlite('load-slice.ts', 'entries.push(...due.filter((entry) => !known.has(entry.seq)));', ''),
  ),
  bug(
    'L3',
    'a record changes from whatever version it has',
    sqlite(
      'records.ts',
      '+ 1 where ${equals(table.key)} and ${versionColumn} = ?`',
      '+ 1 where ${equals(table.key)} and ${versionColumn} >= 0 * ?`',
    ),
  ),
  bug(
    'L9',
    'only the grant that expires last is loaded',
    sqlite(
      'ledger-statements.ts',
      `where g."account" = ? and g."remaining" > 0`,
      `where g."account" = ? and g."remaining" > 0 order by g."expires_at" desc limit 1`,
    ),
  ),
  bug(
    'T17',
    'the time is taken once',
    sqlite(
      'sqlite-store.ts',
      "return driver.get(`select cast(unixepoch('subsec') * 1000 as integer)`, [])?.[0] as Instant;",
      "return (opened ??= driver.get(`select cast(unixepoch('subsec') * 1000 as integer)`, [])?.[0] as Instant);",
    ),
    sqlite('sqlite-store.ts', 'function databaseNow(', 'let opened: Instant | undefined;\nfunction databaseNow('),
  ),
  bug('P16', 'a lost guard does not stop the grant', sqlite('apply-unit.ts', 'if (lost !== null)', 'if (lost === -1)')),
  bug(
    'D10',
    'the records before a lost guard stay',
    sqlite('apply-unit.ts', "driver.run('rollback to farebox_unit', []);", ''),
  ),
  bug(
    'D13',
    'the holder of a further unique key is not found',
    sqlite('records.ts', '[family.key, ...family.unique]', '[family.key]'),
  ),
  bug(
    'D18',
    'a claim does not move the row',
    sqlite('records.ts', '[due.property]: now + leaseMs };', '[due.property]: (row as Row)[due.property] };'),
  ),
  bug(
    'L8',
    'one job that fails takes its whole batch with it',
    sqlite(
      'write-queue.ts',
      "driver.run('rollback to farebox_job', []);\n        driver.run('release farebox_job', []);\n        return { error };",
      'throw error;',
    ),
  ),
];
