import { parseArgs } from 'node:util';
import { type EntryRow, entries, type Page, type Store, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '@farebox/testing';
import { postgres } from '../src/postgres/index.js';
import { startPostgres } from '../test/postgres-server.js';
import { type AppProcess, startProcess } from '../test/processes.js';

/**
 * Four app processes spend on one PostgreSQL; each round one of them and the server are killed with -9 in the middle of
 * load and started again. Nothing that was acknowledged may be missing, nothing doubled. `crash.ts --rounds N`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: process.env['FAREBOX_SEED'] ?? '1' },
  },
});
const rounds = Number(values.rounds);
// Default durability: what is tested is what a host runs.
const server = await startPostgres([]);
const acknowledged: [number, string][] = [];
let processes: AppProcess[] = [];
try {
  const { name } = await server.database();
  const url = `postgres://postgres:postgres@127.0.0.1:${server.port}/${name}`;
  const store = postgres(server.pool(name));
  await store.migrate();
  const accounts = [1, 2, 3, 4];
  for (const account of accounts)
    await store.commit({ account, steps: [{ key: 'g', command: { do: 'grant', amount: 10_000_000 } }] });
  let born = 0;
  const start = (): AppProcess => {
    const app = startProcess(url);
    app.child.on('message', (message: { acknowledged?: [number, string] }) => {
      if (message.acknowledged) acknowledged.push(message.acknowledged);
    });
    app
      .order({ deed: 'spendForEver', setting: { base: 1, worker: born++, workers: 4, seed: Number(values.seed) } })
      .catch((error: unknown) => {
        // A unit that failed for longer than its patience ends its process; the sums below tell whether anything is lost.
        if (!app.child.killed) console.error(String(error));
      });
    return app;
  };
  processes = Array.from({ length: 4 }, start);
  for (let round = 1; round <= rounds; round++) {
    const before = acknowledged.length;
    while (acknowledged.length < before + 300) await new Promise((resolve) => setTimeout(resolve, 10));
    const victim = processes.shift() as AppProcess;
    victim.child.kill('SIGKILL');
    await server.crashAndRestart();
    processes.push(start());
    console.log(
      `round ${round}: ${acknowledged.length} acknowledged so far; one app process and the server were killed and started again`,
    );
  }
  for (const app of processes) app.child.kill('SIGKILL');
  let lost = 0;
  let doubled = 0;
  let violations = 0;
  const kept = new Map<string, number>();
  for (const account of accounts) {
    let cursor: string | null = null;
    do {
      const page: Page<EntryRow> = await store.list(entries, { account }, { limit: 5000, cursor });
      for (const { row } of page.rows) kept.set(`${account}|${row.key}`, (kept.get(`${account}|${row.key}`) ?? 0) + 1);
      cursor = page.cursor;
    } while (cursor !== null);
    const { now } = await store.read(account);
    const dump = await dumpLedger(store as unknown as Store, account, now);
    for (const { invariant, message } of dump ? violationsOf(dump, now) : []) {
      violations++;
      console.error(`account ${account}: ${invariant} ${message}`);
    }
  }
  for (const [account, key] of acknowledged) if (!kept.has(`${account}|${key}`)) lost++;
  for (const count of kept.values()) if (count > 1) doubled++;
  console.log(
    `${rounds} crashes, ${acknowledged.length} acknowledged, ${lost} lost, ${doubled} doubled, ${violations} violations`,
  );
  process.exitCode = lost + doubled + violations === 0 ? 0 : 1;
} finally {
  for (const app of processes) app.child.kill('SIGKILL');
  await server.stop();
}
