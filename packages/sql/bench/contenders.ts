import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Unit } from '@farebox/core/store';
import pg from 'pg';
import { type PostgresOptions, type PostgresStore, postgres } from '../src/postgres/index.js';
import { type Measured, measure, randomFrom, summary } from './measure.js';

export type Load = 'spread' | 'hot';
export interface Contender {
  readonly name: string;
  /** Outside the timing: enough balance for the next cell. */
  prepare(load: Load, seconds: number): Promise<void>;
  run(load: Load, inFlight: number, seconds: number): Promise<Measured & { readonly fastShare?: number }>;
  close(): Promise<void>;
}
export interface Target {
  readonly url: string;
  readonly customers: number;
}

/** A grant holds twenty spends, a customer has three of them, half the spends say what they were for. */
const GRANT = 20;
const METADATA = { orderCount: 1240, packageCount: 318, processingTimeMs: 5321 };

export async function farebox(
  { url, customers }: Target,
  kind: 'spend' | 'pair',
  options: PostgresOptions = {},
): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const store: PostgresStore = postgres(pool, { schema: kind === 'spend' ? 'farebox' : 'farebox_pairs', ...options });
  await store.migrate();
  const hot = customers + 1;
  const run = Date.now().toString(36);
  let number = 0;
  const grant = (account: number, amount: number): Promise<unknown> =>
    store.commit({
      account,
      steps: [{ key: `g:${run}:${number++}`, command: { do: 'grant', amount, category: 'paid' } }],
    });
  async function topUp(account: number, tokens: number): Promise<void> {
    const { slice } = await store.read(account);
    for (let missing = tokens - (slice.account?.available ?? 0); missing > 0; missing -= GRANT)
      await grant(account, GRANT);
  }
  const random = randomFrom(7);
  const step = (): { key: string; reference?: string; metadata?: typeof METADATA } => {
    const key = `s:${run}:${(number++).toString(36)}:5f0c2d1e-analysis`;
    return number % 2 === 0 ? { key } : { key, reference: `analysis_${number}`, metadata: METADATA };
  };
  const ask = async (unit: Unit): Promise<void> => {
    const result = await store.commit(unit);
    if (result.status !== 'ok')
      throw new Error(`A request of the benchmark was refused: ${JSON.stringify(result.why)}`);
  };
  return {
    name: kind === 'spend' ? 'Farebox spend' : 'Farebox hold + capture',
    async prepare(load, seconds) {
      if (load === 'hot') {
        const { slice } = await store.read(hot);
        const missing = Math.ceil((seconds * 40_000 - (slice.account?.available ?? 0)) / GRANT);
        for (let i = 0; i < missing; i += 2048)
          await Promise.all(Array.from({ length: Math.min(2048, missing - i) }, () => grant(hot, GRANT)));
        return;
      }
      for (let from = 1; from <= customers; from += 500) {
        await Promise.all(
          Array.from({ length: Math.min(500, customers - from + 1) }, (_, i) => topUp(from + i, 3 * GRANT)),
        );
      }
    },
    async run(load, inFlight, seconds) {
      const before = { ...store.counters };
      const measured = await measure(inFlight, seconds, async () => {
        const account = load === 'hot' ? hot : 1 + Math.floor(random() * customers);
        if (kind === 'spend')
          return ask({ account, steps: [{ ...step(), feature: 'pdp_analyzer', command: { do: 'spend', amount: 1 } }] });
        const held = step();
        await ask({
          account,
          steps: [{ ...held, feature: 'pdp_analyzer', command: { do: 'hold', amount: 1, ttlSeconds: 600 } }],
        });
        await ask({ account, steps: [{ key: held.key, command: { do: 'capture', hold: held.key, amount: 1 } }] });
      });
      const fast = store.counters.fast - before.fast;
      return { ...measured, fastShare: fast / (fast + store.counters.general - before.general) };
    },
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
}

/** The minimal honest statement: one balance, one ledger row with a unique key. */
export async function raw({ url, customers }: Target): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  await pool.query(`create schema if not exists raw;
    create table if not exists raw.balances (account bigint primary key, balance bigint not null check (balance >= 0)) with (fillfactor = 50);
    create table if not exists raw.ledger (account bigint not null, key uuid not null, amount bigint not null, balance_after bigint not null, at timestamptz not null default now(), primary key (account, key));`);
  await pool.query(
    'insert into raw.balances select i, 1000000000 from generate_series(1, $1::int) i on conflict do nothing',
    [customers + 1],
  );
  return {
    name: 'raw (pgbench, prepared)',
    prepare: () => Promise.resolve(),
    async run(load, inFlight, seconds) {
      // More connections than that only cost it: its best figure is at 32 to 64, and 256 take seconds to open.
      const clients = Math.min(inFlight, 64);
      // Connecting is part of pgbench's time; on a busy machine nothing of a short run may be left behind it.
      for (const connecting of [2, 15, 60]) {
        const answers = await pgbench(
          url,
          load === 'hot' ? String(customers + 1) : `random(1, ${customers})`,
          clients,
          seconds + connecting,
        );
        const times = answers.map((fields) => (fields[4] ?? 0) + (fields[5] ?? 0) / 1e6);
        const [first, last] = times.reduce(
          ([least, most], time) => [Math.min(least, time), Math.max(most, time)],
          [Infinity, 0],
        );
        if (last - first > seconds / 2)
          return summary(
            answers.map((fields) => (fields[2] ?? 0) / 1000),
            last - first,
          );
      }
      throw new Error('pgbench spent a minute on connecting: this machine is too busy to measure anything.');
    },
    close: () => pool.end(),
  };
}

/** One run; the fields of its log, a line for each transaction. */
async function pgbench(url: string, account: string, clients: number, seconds: number): Promise<readonly number[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-pgbench-'));
  const script = join(folder, 'spend.sql');
  writeFileSync(
    script,
    `\\set account ${account}\nwith spent as (update raw.balances set balance = balance - 1 where account = :account and balance >= 1 returning balance) insert into raw.ledger (account, key, amount, balance_after) select :account, gen_random_uuid(), -1, balance from spent returning balance_after;\n`,
  );
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(
      'pgbench',
      ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', '2', '-T', String(seconds), '-l', url],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.on('exit', resolve);
  });
  const answers = readdirSync(folder)
    .filter((file) => file.startsWith('pgbench_log'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ').map(Number)),
    );
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error('pgbench failed.');
  return answers;
}

export const hasPgbench = (): boolean => spawnSync('pgbench', ['--version']).status === 0;

/** The npm package that does the same job: `credits.consume`. Its own migration makes its tables. */
export async function rival({ url, customers }: Target): Promise<Contender> {
  const folder = 'packages/sql';
  const require = createRequire(resolve(folder, 'package.json'));
  const cli = join(folder, 'node_modules/stripe-no-webhooks/bin/cli.js');
  const migrated = spawnSync(process.execPath, [cli, 'migrate', url], { encoding: 'utf8', timeout: 60_000 });
  if (migrated.status !== 0) throw new Error(`stripe-no-webhooks migrate failed: ${migrated.stderr}${migrated.stdout}`);
  const library = require('stripe-no-webhooks') as {
    initCredits(pool: pg.Pool, schema?: string): void;
    credits: { consume(options: object): Promise<{ success: boolean }>; grant(options: object): Promise<number> };
  };
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  library.initCredits(pool, 'stripe');
  const run = Date.now().toString(36);
  let number = 0;
  await pool.query(
    `insert into stripe.credit_balances (user_id, key, balance) select 'user_' || i, 'api', 1000000000 from generate_series(1, $1::int) i on conflict do nothing`,
    [customers + 1],
  );
  const random = randomFrom(7);
  return {
    name: 'stripe-no-webhooks',
    prepare: () => Promise.resolve(),
    run: (load, inFlight, seconds) =>
      measure(inFlight, seconds, async () => {
        const user = load === 'hot' ? customers + 1 : 1 + Math.floor(random() * customers);
        const result = await library.credits.consume({
          userId: `user_${user}`,
          key: 'api',
          amount: 1,
          idempotencyKey: `${run}:${number++}`,
        });
        if (!result.success) throw new Error('The rival refused.');
      }),
    close: () => pool.end(),
  };
}
