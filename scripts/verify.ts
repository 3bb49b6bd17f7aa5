// pnpm verify <file.db | postgres://…> [--account N] [--json]: checks the ledger's invariants, read-only.
// Exits 0 when all hold, 1 when one does not (and prints the smallest faulty account), 2 when it could not look.
import { type Store, verifyLedger, type VerifyReport } from '@farebox/core/store';

const words = process.argv.slice(2);
const target = words.find((word, index) => !word.startsWith('--') && words[index - 1] !== '--account');
const at = words.indexOf('--account');
const account = at < 0 ? undefined : Number(words[at + 1]);

async function open(address: string): Promise<{ readonly store: Store<never>; readonly close: () => Promise<void> }> {
  if (/^postgres(ql)?:/.test(address)) {
    const [{ default: pg }, { postgres }] = await Promise.all([import('pg'), import('@farebox/sql/postgres')]);
    const pool = new pg.Pool({ connectionString: address });
    return { store: postgres(pool) as unknown as Store<never>, close: () => pool.end() };
  }
  const { sqlite } = await import('@farebox/sql/sqlite');
  const store = sqlite(address);
  return { store: store as unknown as Store<never>, close: async () => void (await store.close()) };
}

function print({ accounts, entries, faulty, smallest }: VerifyReport): void {
  for (const { account: id, violations } of faulty)
    for (const { invariant, message } of violations) console.log(`account ${id}: ${invariant} ${message}`);
  if (smallest) {
    console.log(`\nsmallest faulty account: ${smallest.account}`);
    console.log(JSON.stringify(smallest.dump.account));
    for (const grant of smallest.dump.grants) console.log(`grant ${JSON.stringify(grant)}`);
    for (const entry of smallest.dump.entries) console.log(`entry ${JSON.stringify(entry)}`);
  }
  console.log(`${accounts} accounts, ${entries} entries, ${faulty.length} faulty`);
}

try {
  if (!target) throw new Error('Say what to verify: a SQLite file, or the address of a PostgreSQL database.');
  const { store, close } = await open(target);
  try {
    const report = await verifyLedger(store, { account });
    if (words.includes('--json')) console.log(JSON.stringify(report));
    else print(report);
    process.exitCode = report.faulty.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
