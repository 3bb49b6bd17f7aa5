import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { sqlite } from '../src/sqlite/index.js';
import { type Measured, measure, median, randomFrom } from './measure.js';

/** Our spend (full ledger) against the bare driver doing the minimal honest statements, each in a transaction of its own. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const customers = 1000;
const folder = mkdtempSync(join(tmpdir(), 'farebox-bench-'));
const cells = new Map<string, Measured[]>();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const synchronous of ['FULL', 'NORMAL'] as const) {
    const bare = new Database(join(folder, `bare-${round}-${synchronous}.db`));
    bare.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous};
      create table balances (account integer primary key, balance integer not null check (balance >= 0)) strict;
      create table ledger (account integer not null, key text not null, amount integer not null, balance_after integer not null, primary key (account, key)) strict, without rowid`);
    for (let i = 0; i < customers; i++) bare.prepare('insert into balances values (?, 1000000000)').run(i);
    const take = bare.prepare(
      'update balances set balance = balance - 1 where account = ? and balance >= 1 returning balance',
    );
    const note = bare.prepare('insert into ledger values (?, ?, -1, ?)');
    const spend = bare.transaction((account: number, key: string) => {
      const { balance } = take.get(account) as { balance: number };
      note.run(account, key, balance);
    });
    const random = randomFrom(3);
    let number = 0;
    const keep = (name: string, measured: Measured): unknown => cells.set(name, [...(cells.get(name) ?? []), measured]);
    keep(
      `bare driver, ${synchronous}|1`,
      await measure(1, seconds, async () => spend.immediate(Math.floor(random() * customers), `k${number++}`)),
    );
    bare.close();
    const store = sqlite(join(folder, `ours-${round}-${synchronous}.db`), { synchronous });
    for (let i = 0; i < customers; i++)
      await store.commit({
        account: i,
        steps: [1, 2, 3].map((n) => ({ key: `g${n}`, command: { do: 'grant', amount: 1_000_000 } })),
      });
    for (const inFlight of [1, 32, 256]) {
      keep(
        `Farebox spend, ${synchronous}|${inFlight}`,
        await measure(inFlight, seconds, () =>
          store.commit({
            account: Math.floor(random() * customers),
            steps: [
              {
                key: `k${number++}`,
                feature: 'pdp_analyzer',
                ...(number % 2 ? { reference: `work_${number}`, metadata: { rows: 3 } } : {}),
                command: { do: 'spend', amount: 1 },
              },
            ],
          }),
        ),
      );
    }
    await store.close();
  }
}
rmSync(folder, { recursive: true, force: true });
const lines = ['| what | in flight | per s | p50 ms | p99 ms |', '|---|---:|---:|---:|---:|'];
for (const [key, list] of cells) {
  const [name, inFlight] = key.split('|');
  lines.push(
    `| ${name} | ${inFlight} | ${Math.round(median(list.map((one) => one.perSecond))).toLocaleString('en')} | ${median(list.map((one) => one.p50)).toFixed(2)} | ${median(list.map((one) => one.p99)).toFixed(2)} |`,
  );
}
const text = `SQLite (better-sqlite3), ${values.rounds} rounds of ${seconds} s, medians, ${customers} customers, Node ${process.version}\n\n${lines.join('\n')}`;
console.log(text);
if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'sqlite.md'), `# ${text}\n`);
  writeFileSync(join(values.out, 'sqlite.json'), `${JSON.stringify(Object.fromEntries(cells), null, 1)}\n`);
}
