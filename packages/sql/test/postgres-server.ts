import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import {
  type OtherUser,
  type Programs,
  asUser,
  folderFor,
  otherUser,
  programsFor,
} from '../../../scripts/lib/other-user.js';
import { installedPostgres } from './postgres-programs.js';

export interface PostgresServer {
  readonly port: number;
  /** A fresh, empty database; it and its pool are gone with the server's `stop`. */
  database(options?: pg.PoolConfig): Promise<{ readonly name: string; readonly pool: pg.Pool }>;
  pool(database: string, options?: pg.PoolConfig): pg.Pool;
  /** A fresh role that may log in with the password `app` and owns nothing; its name. */
  role(): Promise<string>;
  stop(): Promise<void>;
}
export interface OwnPostgresServer extends PostgresServer {
  /** kill -9 of the postmaster, as a crash of the machine's database would be; then the same data again. */
  crashAndRestart(): Promise<void>;
}

/** Where the server that all files of one run share says its port; see postgres-cluster.ts. */
export const SHARED_PORT = 'FAREBOX_POSTGRES_PORT';
const BOTH = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=320'];
const START_SECONDS = 30;

/** A PostgreSQL for tests: the one that the run shares where there is one, else one of its own. Nothing survives a crash of it. */
export function startPostgres(): Promise<PostgresServer> {
  const port = process.env[SHARED_PORT];
  return port === undefined ? startOwnPostgres(['-c', 'fsync=off']) : Promise.resolve(tenant(Number(port), true));
}

export interface Where {
  /** Default: what npm installed. */
  readonly programs?: Programs;
  /** Folders to put programs and data in. Default: the temp folders of this machine. */
  readonly places?: readonly string[];
}

/** A real PostgreSQL on a free port of this machine, gone with the test. @throws one sentence that says why it cannot start. */
export async function startOwnPostgres(flags: readonly string[] = [], where: Where = {}): Promise<OwnPostgresServer> {
  const started = await start(flags, where).catch((error: unknown) => {
    throw new Error(`PostgreSQL cannot start. ${error instanceof Error ? error.message : String(error)}`);
  });
  const { port, data, folder, boot } = started;
  let running = started.running;
  const cut = (): void => {
    running.child.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const forget = cutOffWithProcess(cut);
  const { pool, database, role, stop: leave } = tenant(port, false);
  return {
    port,
    pool,
    database,
    role,
    async crashAndRestart() {
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      await running.ended;
      // Its children notice by themselves and go; the new postmaster refuses to start before they have.
      for (let attempt = 0; ; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        try {
          running = await boot();
          return;
        } catch (error) {
          if (attempt > 50) throw error;
        }
      }
    },
    async stop() {
      await leave();
      running.child.kill('SIGINT');
      await running.ended;
      forget();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

async function start(
  flags: readonly string[],
  { programs: installed = installedPostgres(), places }: Where,
): Promise<{ port: number; folder: string; data: string; running: Running; boot: () => Promise<Running> }> {
  const user = otherUser();
  const programs = programsFor(user, installed, places);
  const folder = folderFor(user, 'farebox-postgres-', places);
  const data = join(folder, 'data');
  const port = await freePort();
  try {
    const password = join(folder, 'password');
    writeFileSync(password, 'postgres\n', { mode: 0o644 });
    await ends(
      launch(user, join(programs, 'bin', 'initdb'), [
        `--pgdata=${data}`,
        // Hundreds of connections in a benchmark: each SCRAM handshake would cost more than what is measured.
        '--auth=password',
        '--username=postgres',
        `--pwfile=${password}`,
        '--no-sync',
        '--locale=C',
        '--encoding=UTF8',
      ]),
    );
    const options = ['-D', data, '-p', String(port), ...BOTH, ...flags];
    const boot = (): Promise<Running> => isReady(launch(user, join(programs, 'bin', 'postgres'), options));
    return { port, folder, data, boot, running: await boot() };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
}
function launch(user: OtherUser | null, program: string, options: readonly string[]): Launched {
  // Settings for PostgreSQL's own clients (PGDATA, PGPORT …) are none of ours.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  const child = spawn(program, options, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, LC_ALL: 'C' },
    ...asUser(user),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`${program} ended with ${code ?? signal}: ${said.trim()}`));
  });
  return { child, ended };
}

async function ends({ child, ended }: Launched): Promise<void> {
  const how = await ended;
  if (child.exitCode !== 0) throw new Error(how);
}

async function isReady({ child, ended }: Launched): Promise<Running> {
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<null>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('database system is ready to accept connections')) resolve(null);
    });
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`It was not ready after ${START_SECONDS} s.`));
    }, START_SECONDS * 1000);
  });
  const how = await Promise.race([ready, ended]).finally(() => clearTimeout(timer));
  if (how !== null) throw new Error(how);
  return { child, ended: ended.then(() => undefined) };
}

/** A run that is cut short takes its server along. Returns what calls that off. */
function cutOffWithProcess(cut: () => void): () => void {
  const signals = ['SIGTERM', 'SIGHUP'] as const;
  const bySignal = (signal: NodeJS.Signals): void => {
    cut();
    process.off('exit', cut);
    process.kill(process.pid, signal);
  };
  process.once('exit', cut);
  for (const signal of signals) process.once(signal, bySignal);
  return () => {
    process.off('exit', cut);
    for (const signal of signals) process.off(signal, bySignal);
  };
}

/** Databases, pools and roles of one user of a server. `isGuest`: the server goes on after it, so it leaves nothing behind. */
function tenant(port: number, isGuest: boolean): PostgresServer {
  const pools: pg.Pool[] = [];
  const databases: string[] = [];
  const roles: string[] = [];
  const pool = (database: string, options: pg.PoolConfig = {}): pg.Pool => {
    const made = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database, ...options });
    // A server that is killed on purpose ends idle connections; the next query says so.
    made.on('error', () => undefined);
    pools.push(made);
    return made;
  };
  let maker: pg.Pool | null = null;
  const admin = (text: string): Promise<unknown> => (maker ??= pool('postgres', { max: 1 })).query(text);
  const freshName = (of: string): string => `${of}_${randomBytes(5).toString('hex')}`;
  return {
    port,
    pool,
    async database(options) {
      const name = freshName('farebox');
      await admin(`create database ${name}`);
      databases.push(name);
      return { name, pool: pool(name, options) };
    },
    async role() {
      const name = freshName('app');
      await admin(`create role ${name} login password 'app'`);
      roles.push(name);
      return name;
    },
    async stop() {
      if (isGuest) {
        for (const name of databases) await admin(`drop database if exists ${name} with (force)`);
        for (const name of roles) await admin(`drop role if exists ${name}`);
      }
      await Promise.all(pools.map((made) => made.end().catch(() => undefined)));
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No free port.')),
      );
    });
  });
}
