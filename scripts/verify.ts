// pnpm verify --sqlite FILE [--prefix farebox_] | --postgres URL [--schema farebox]: checks the invariants of a ledger and writes nothing.
// Exit code: 0 all hold, 1 some do not (the smallest faulty account is printed), 2 it could not be checked.
import { existsSync } from 'node:fs';
import { type Store, verifyLedger, type VerifyReport } from '@farebox/core/store';
import { postgres } from '@farebox/sql/postgres';
import { sqlite } from '@farebox/sql/sqlite';
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';

const USAGE = 'usage: pnpm verify --sqlite FILE [--prefix farebox_] | --postgres URL [--schema farebox]';
const PROGRESS_EVERY = 10_000;
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

interface Opened {
  readonly store: Store<never>;
  readonly close: () => Promise<unknown>;
}
/** Opened so that a wrong path or an empty database is an answer and never a new, empty and therefore clean ledger. */
async function open(): Promise<Opened> {
  const [file, url] = [option('sqlite'), option('postgres')];
  if ((file === undefined) === (url === undefined)) throw new Error(USAGE);
  if (url !== undefined) {
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    const schema = option('schema') ?? 'farebox';
    try {
      const found = await pool.query('select to_regclass($1) as accounts', [`${schema}.accounts`]);
      if (found.rows[0]?.accounts === null) throw new Error(`This database has no Farebox ledger in "${schema}".`);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return { store: postgres(pool, { schema }) as unknown as Store<never>, close: () => pool.end() };
  }
  const path = file as string;
  const prefix = option('prefix') ?? 'farebox_';
  if (!existsSync(path)) throw new Error(`There is no file ${path}.`);
  // The store on this connection could not write if it wanted to: not even bring older tables to its own version.
  const database = new BetterSqlite3(path, { readonly: true });
  const isLedger =
    database.prepare('select 1 from sqlite_master where type = ? and name = ?').get('table', `${prefix}accounts`) !==
    undefined;
  if (!isLedger) {
    database.close();
    throw new Error(`${path} holds no Farebox ledger under "${prefix}".`);
  }
  const store = sqlite(database, { prefix });
  return { store: store as unknown as Store<never>, close: () => store.close().then(() => void database.close()) };
}

/** A sentence for the person on call; what lies behind it where a library has nothing to say itself. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as { code?: unknown }).code === 'SQLITE_READONLY')
    return 'The tables are older than this Farebox. Verify with the version that the app runs, or start the app once: it brings them up to date.';
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error.message || String(error);
}

function print(report: VerifyReport): void {
  for (const { account, violations } of report.faulty)
    for (const { invariant, message } of violations) console.log(`account ${account}: ${invariant} ${message}`);
  if (report.smallest === null) return;
  const { account, dump } = report.smallest;
  console.log(`\nthe smallest of them, account ${account}:`);
  console.log(JSON.stringify(dump.account));
  for (const grant of dump.grants) console.log(`grant ${JSON.stringify(grant)}`);
  for (const entry of dump.entries) console.log(`entry ${JSON.stringify(entry)}`);
}

let opened: Opened | null = null;
try {
  opened = await open();
  let checked = 0;
  const report = await verifyLedger(opened.store, {
    onAccount: () => {
      checked += 1;
      if (checked % PROGRESS_EVERY === 0) console.error(`${checked} accounts …`);
    },
  });
  print(report);
  const violations = report.faulty.reduce((sum, faulty) => sum + faulty.violations.length, 0);
  console.log(`${report.accounts} accounts, ${report.entries} entries, ${violations} violations`);
  process.exitCode = violations > 0 ? 1 : 0;
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 2;
} finally {
  await opened?.close();
}
