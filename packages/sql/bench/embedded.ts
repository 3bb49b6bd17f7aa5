import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryStore, type Store, type Unit } from '@farebox/core/store';
import Database from 'better-sqlite3';
import { sqlite } from '../src/sqlite/local/index.js';
import { type Measured, measure, median, randomFrom } from './measure.js';
import { caller, engineOn, type PublicCall, publicCalls } from './public-calls.js';
import { type Recorded, recording, replay } from './recorded-statements.js';

/**
 * The stores inside the app's process. SQLite (full ledger, three live grants a customer) against the bare driver twice: doing
 * the very statements that our spends did, recorded and played again on a copy of the file, and doing the two statements of a
 * single balance. The memory store, by itself. And on all of them what an app calls: tokens.spend and the like.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const customers = 1000;
const loadBefore = loadavg()[0] ?? 0;
const folder = mkdtempSync(join(tmpdir(), 'farebox-bench-'));
const cells = new Map<string, Measured[]>();
const keep = (name: string, measured: Measured): unknown => cells.set(name, [...(cells.get(name) ?? []), measured]);

const random = randomFrom(3);
let number = 0;
function spend(): Unit {
  number += 1;
  const step = { key: `k${number}`, feature: 'pdp_analyzer', command: { do: 'spend', amount: 1 } } as const;
  const said = number % 2 ? { reference: `work_${number}`, metadata: { rows: 3 } } : {};
  return { account: Math.floor(random() * customers), steps: [{ ...step, ...said }] };
}
async function fill(store: Pick<Store, 'commit'>): Promise<void> {
  for (let account = 0; account < customers; account += 1)
    await store.commit({
      account,
      steps: [1, 2, 3].map((grant) => ({ key: `g${grant}`, command: { do: 'grant', amount: 1_000_000 } })),
    });
}

/** What an app calls, on the same customers' worth of a store: each call by one caller and by 32 at once. */
async function publicRows<Tx>(label: string, store: Store<Tx>): Promise<void> {
  const farebox = engineOn(store);
  const call = caller(farebox, 'embedded');
  for (let customer = 0; customer < customers; customer += 1)
    await farebox.tokens.grant(`user_${customer}`, { key: 'grant', amount: 1_000_000 });
  for (const name of publicCalls)
    for (const inFlight of [1, 32])
      keep(
        `${name}, ${label}|${inFlight}`,
        await measure(inFlight, seconds, () => call(name, `user_${Math.floor(random() * customers)}`)),
      );
}

for (let round = 0; round < Number(values.rounds); round++) {
  for (const synchronous of ['FULL', 'NORMAL'] as const) {
    const file = join(folder, `${round}-${synchronous}.db`);
    await minimal(`${file}-minimal`, synchronous);
    const filling = sqlite(file, { synchronous: 'NORMAL' });
    await fill(filling);
    await filling.close();
    copyFileSync(file, `${file}-copy`);

    const database = new Database(file);
    database.pragma(`synchronous = ${synchronous}`);
    const recorded: Recorded[] = [];
    const store = sqlite(recording(database, recorded));
    await store.commit(spend());
    recorded.length = 0;
    keep(`store.commit spend, recorded, ${synchronous}|1`, await measure(1, seconds, () => store.commit(spend())));
    await store.close();
    database.close();
    keep(`bare driver, the same statements, ${synchronous}|1`, replay(`${file}-copy`, synchronous, recorded));

    const plain = sqlite(file, { synchronous });
    for (const inFlight of [1, 32, 256])
      keep(
        `store.commit spend, ${synchronous}|${inFlight}`,
        await measure(inFlight, seconds, () => plain.commit(spend())),
      );
    await plain.close();
    const asked = sqlite(`${file}-public`, { synchronous });
    await publicRows(synchronous, asked);
    await asked.close();
  }
  const memory = memoryStore();
  await fill(memory);
  for (const inFlight of [1, 32])
    keep(
      `store.commit spend, memory store|${inFlight}`,
      await measure(inFlight, seconds, () => memory.commit(spend())),
    );
  await publicRows('memory store', memoryStore());
}
rmSync(folder, { recursive: true, force: true });

async function minimal(file: string, synchronous: 'FULL' | 'NORMAL'): Promise<void> {
  const bare = new Database(file);
  bare.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous};
    create table balances (account integer primary key, balance integer not null check (balance >= 0)) strict;
    create table ledger (account integer not null, key text not null, amount integer not null, balance_after integer not null, primary key (account, key)) strict, without rowid`);
  for (let i = 0; i < customers; i++) bare.prepare('insert into balances values (?, 1000000000)').run(i);
  const take = bare.prepare(
    'update balances set balance = balance - 1 where account = ? and balance >= 1 returning balance',
  );
  const note = bare.prepare('insert into ledger values (?, ?, -1, ?)');
  const once = bare.transaction((account: number, key: string) => {
    const { balance } = take.get(account) as { balance: number };
    note.run(account, key, balance);
  });
  keep(
    `bare driver, a single balance, ${synchronous}|1`,
    await measure(1, seconds, async () => once.immediate(Math.floor(random() * customers), `k${(number += 1)}`)),
  );
  bare.close();
}

const lines = ['| what | in flight | per s | p50 ms | p99 ms |', '|---|---:|---:|---:|---:|'];
for (const [key, list] of cells) {
  const [name, inFlight] = key.split('|');
  lines.push(
    `| ${name} | ${inFlight} | ${Math.round(median(list.map((one) => one.perSecond))).toLocaleString('en')} | ${median(list.map((one) => one.p50)).toFixed(2)} | ${median(list.map((one) => one.p99)).toFixed(2)} |`,
  );
}
const rate = (name: string): number => median((cells.get(name) ?? []).map((one) => one.perSecond));
const ratios = (['FULL', 'NORMAL'] as const).map(
  (synchronous) =>
    `${synchronous}: one caller ${(rate(`store.commit spend, ${synchronous}|1`) / rate(`bare driver, the same statements, ${synchronous}|1`)).toFixed(2)}x the bare driver doing the same statements, ${(rate(`store.commit spend, ${synchronous}|1`) / rate(`bare driver, a single balance, ${synchronous}|1`)).toFixed(2)}x a single balance; 32 callers, who share transactions, ${(rate(`store.commit spend, ${synchronous}|32`) / rate(`bare driver, the same statements, ${synchronous}|1`)).toFixed(2)}x and ${(rate(`store.commit spend, ${synchronous}|32`) / rate(`bare driver, a single balance, ${synchronous}|1`)).toFixed(2)}x.`,
);
/** What issue 17 asks of the public API, each with the worst figure of this run. */
const goal = (says: string, asked: number, figure: number): string =>
  `| ${says} | at least ${asked.toLocaleString('en')} | ${figure < 100 ? figure.toFixed(2) : Math.round(figure).toLocaleString('en')} | ${figure >= asked ? 'met' : '**not met**'} |`;
const worst = (call: PublicCall, other: string): number =>
  Math.min(
    ...['FULL', 'NORMAL'].flatMap((synchronous) =>
      [1, 32].map(
        (inFlight) => rate(`${call}, ${synchronous}|${inFlight}`) / rate(`${other}, ${synchronous}|${inFlight}`),
      ),
    ),
  );
const goals = [
  '| goal | asked | measured | |',
  '|---|---:|---:|---|',
  goal(
    'SQLite: tokens.spend against store.commit, the worst of 1 and 32',
    0.9,
    worst('tokens.spend', 'store.commit spend'),
  ),
  goal('SQLite: tokens.run against tokens.spend, the worst of 1 and 32', 0.5, worst('tokens.run', 'tokens.spend')),
  goal(
    'memory: tokens.spend a second, the worse of 1 and 32',
    30_000,
    Math.min(rate('tokens.spend, memory store|1'), rate('tokens.spend, memory store|32')),
  ),
].join('\n');
const text = `# Stores inside the process: SQLite (better-sqlite3) and memory\n\n${values.rounds} interleaved rounds of ${seconds} s, medians, ${customers} customers, Node ${process.version}; load average before the run ${loadBefore.toFixed(1)} on ${availableParallelism()} cores.\n\n${goals}\n\n${lines.join('\n')}\n\n${ratios.join('\n')}`;
console.log(text);
if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'embedded.md'), `${text}\n`);
}
