import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Contender, Target } from './contender.js';
import { summary } from './measure.js';

/** The minimal honest statements: one balance and one ledger row with a unique key, and one balance by its key. */
const scripts = {
  spend:
    'with spent as (update raw.balances set balance = balance - 1 where account = :account and balance >= 1 returning balance) insert into raw.ledger (account, key, amount, balance_after) select :account, gen_random_uuid(), -1, balance from spent returning balance_after;',
  select: 'select balance from raw.balances where account = :account;',
} as const;
export const RAW = { spend: 'raw spend (pgbench, prepared)', select: 'raw select by key (pgbench, prepared)' } as const;

export async function raw({ url, customers }: Target, kind: keyof typeof scripts): Promise<Contender> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  await pool.query(`create schema if not exists raw;
    create table if not exists raw.balances (account bigint primary key, balance bigint not null check (balance >= 0)) with (fillfactor = 50);
    create table if not exists raw.ledger (account bigint not null, key uuid not null, amount bigint not null, balance_after bigint not null, at timestamptz not null default now(), primary key (account, key));`);
  await pool.query(
    'insert into raw.balances select i, 1000000000 from generate_series(1, $1::int) i on conflict do nothing',
    [customers + 1],
  );
  return {
    name: RAW[kind],
    prepare: () => Promise.resolve(),
    async run(load, inFlight, seconds) {
      // More connections than that only cost it: its best figure is at 32 to 64, and 256 take seconds to open.
      const clients = Math.min(inFlight, 64);
      // Connecting is part of pgbench's time; on a busy machine nothing of a short run may be left behind it.
      for (const connecting of [2, 15, 60]) {
        const answers = await pgbench(
          url,
          scripts[kind],
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
async function pgbench(
  url: string,
  statement: string,
  account: string,
  clients: number,
  seconds: number,
): Promise<readonly number[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'farebox-pgbench-'));
  const script = join(folder, 'spend.sql');
  writeFileSync(script, `\\set account ${account}\n${statement}\n`);
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
