import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { asUser, folderFor, otherUser, whyNotRun } from '../../../scripts/lib/other-user.js';
import { freePort } from './postgres-server.js';

export interface PgBouncer {
  readonly port: number;
  /** As it calls itself: `PgBouncer 1.18.0`. */
  readonly version: string;
  /** How many connections to PostgreSQL it holds open for a database, and for how many clients. */
  counts(database: string): Promise<{ readonly servers: number; readonly clients: number }>;
  stop(): Promise<void>;
}

// Debian puts it where only root's PATH looks.
const path = [process.env['PATH'], '/usr/sbin'].join(delimiter);

const find = (program: string): string =>
  path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(existsSync) ?? program;

/** The version of the PgBouncer on the PATH; null = there is none. */
export function pgBouncerVersion(): string | null {
  const { status, stdout } = spawnSync('pgbouncer', ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
  return status === 0 ? (stdout.split('\n')[0] ?? null) : null;
}

/**
 * A real PgBouncer on a free port of this machine, in transaction mode, in front of the PostgreSQL on `target`: gone with the
 * test. `servers`: so few connections to PostgreSQL per database that clients must share them.
 */
export async function startPgBouncer(target: number, servers = 4): Promise<PgBouncer> {
  const version = pgBouncerVersion();
  if (version === null) throw new Error('There is no pgbouncer on the PATH (Debian: apt-get install pgbouncer).');
  // It refuses to run as root.
  const user = otherUser();
  const program = find('pgbouncer');
  const why = whyNotRun(user, program, ['--version']);
  if (why) throw new Error(`PgBouncer cannot start: the user ${user?.name} cannot run ${program} (${why}).`);
  const folder = folderFor(user, 'farebox-pgbouncer-');
  const port = await freePort();
  const configuration = join(folder, 'pgbouncer.ini');
  writeFileSync(
    configuration,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${target} user=postgres password=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      'max_client_conn = 600',
      `default_pool_size = ${servers}`,
      'server_idle_timeout = 3',
      'log_connections = 0',
      'log_disconnections = 0',
      'log_stats = 0',
      '',
    ].join('\n'),
  );
  const child = spawn(program, [configuration], { stdio: ['ignore', 'ignore', 'pipe'], ...asUser(user) });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A run that is cut short takes it along.
  const cut = (): boolean => child.kill('SIGKILL');
  process.once('exit', cut);
  const console = (): pg.Client =>
    new pg.Client({ host: '127.0.0.1', port, user: 'pgbouncer', database: 'pgbouncer', password: '' });
  const ask = async (question: string): Promise<readonly Record<string, unknown>[]> => {
    const client = console();
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(question)).rows;
    } finally {
      await client.end();
    }
  };
  await answers(
    child,
    () => ask('show version'),
    () => said,
  );
  return {
    port,
    version,
    async counts(database) {
      const pools = (await ask('show pools')).filter((row) => row['database'] === database);
      const sum = (names: readonly string[]): number =>
        pools.reduce((total, row) => total + names.reduce((some, name) => some + Number(row[name] ?? 0), 0), 0);
      return {
        servers: sum(['sv_active', 'sv_idle', 'sv_used', 'sv_tested', 'sv_login']),
        clients: sum(['cl_active', 'cl_waiting']),
      };
    },
    async stop() {
      process.off('exit', cut);
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(child: ChildProcess, ask: () => Promise<unknown>, said: () => string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await ask();
      return;
    } catch (error) {
      if (child.exitCode !== null || attempt > 100) {
        child.kill('SIGKILL');
        throw new Error(`PgBouncer does not answer. It said:\n${said()}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
