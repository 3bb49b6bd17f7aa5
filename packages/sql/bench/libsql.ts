import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { libsql } from '../src/sqlite/remote/libsql/index.js';

/** Spends on a libSQL file, full ledger, beside the bare client doing the minimal honest statements: `node scripts/run.mjs packages/sql/bench/libsql.ts`. */
const { createClient } = createRequire(resolve('packages/sql/package.json'))(
  '@libsql/client',
) as typeof import('@libsql/client');
const [seconds, customers] = [3, 1000];
const folder = mkdtempSync(join(tmpdir(), 'farebox-libsql-bench-'));

async function measure(name: string, inFlight: number, work: (number: number) => Promise<unknown>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  let [done, number] = [0, 0];
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < end) {
        await work((number += 1));
        done += 1;
      }
    }),
  );
  console.log(`${name}, ${inFlight} in flight: ${Math.round(done / seconds)} per second`);
}

const bare = createClient({ url: `file:${join(folder, 'bare.db')}` });
await bare.execute('pragma journal_mode = wal');
await bare.execute(
  'create table balances (account integer primary key, balance integer not null check (balance >= 0)) strict',
);
await bare.execute(
  'create table ledger (account integer not null, key text not null, amount integer not null, primary key (account, key)) strict',
);
for (let account = 0; account < customers; account += 1)
  await bare.execute({ sql: 'insert into balances values (?, 1000000000)', args: [account] });
const client = createClient({ url: `file:${join(folder, 'ours.db')}` });
const store = libsql(client);
for (let account = 0; account < customers; account += 1)
  await store.commit({
    account,
    steps: [1, 2, 3].map((grant) => ({ key: `g${grant}`, command: { do: 'grant', amount: 1_000_000 } })),
  });

for (const round of [1, 2, 3]) {
  await measure('bare client', 1, (number) =>
    bare.batch(
      [
        {
          sql: 'update balances set balance = balance - 1 where account = ? and balance >= 1',
          args: [number % customers],
        },
        { sql: 'insert into ledger values (?, ?, -1)', args: [number % customers, `${round}:${number}`] },
      ],
      'write',
    ),
  );
  for (const [name, spread, inFlight] of [
    ['spread', customers, 1],
    ['spread', customers, 32],
    ['one hot customer', 1, 32],
    ['one hot customer', 1, 256],
  ] as const)
    await measure(`Farebox spend, ${name}`, inFlight, (number) =>
      store.commit({
        account: number % spread,
        steps: [{ key: `${name}:${inFlight}:${round}:${number}`, command: { do: 'spend', amount: 1 } }],
      }),
    );
}
client.close();
bare.close();
rmSync(folder, { recursive: true, force: true });
