// The conformance kit, whole, on every driver: `proof-kit.mjs [--minutes M] [--seed S]`. The first round has the kit's own seed,
// further ones - while the budget lasts - others. Ends with one line of counts.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from '../lib/toolchain.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return Number(at < 0 ? fallback : process.argv[at + 1]);
};
const minutes = option('minutes', 10);
const seed = option('seed', 1);
const FILES = [
  'packages/sql/test/postgres-conformance.db.test.ts',
  'packages/sql/test/postgres-prisma.db.test.ts',
  'packages/sql/test/postgres-pgbouncer.db.test.ts',
  'packages/sql/test/sqlite-conformance.test.ts',
  'packages/sql/test/libsql.db.test.ts',
  'packages/sql/test/d1.db.test.ts',
  'packages/testing/test/conformance.test.ts',
  'packages/testing/test/convex/convex.db.test.ts',
];
/** As describeStore names its group; what else stands in these files is no case of the kit. */
const KIT = /^(.+): storage contract$/;
/** A store that is missing here was not run, whatever the counts say. */
const STORES = [
  'PostgreSQL on pg',
  'PostgreSQL on pg without prepared names',
  'PostgreSQL on pg, a lone caller by the statement for many',
  'PostgreSQL on postgres.js',
  'PostgreSQL on Kysely',
  'PostgreSQL on Prisma',
  'PostgreSQL on pg through PgBouncer',
  'PGlite',
  'SQLite on better-sqlite3',
  'SQLite on node:sqlite',
  'SQLite on libSQL',
  'libSQL in memory',
  'libSQL on a file',
  'D1 in workerd',
  'memory',
  'compare-and-set documents',
  'Convex under convex-test',
];

const started = performance.now();
const sum = { rounds: 0, passed: 0, failed: 0, exempt: 0, skipped: 0 };
const faults = [];
for (let longest = 0; sum.rounds === 0 || performance.now() - started + longest < minutes * 60_000; ) {
  const roundStarted = performance.now();
  const env = { ...process.env, FAREBOX_KIT: 'whole' };
  if (sum.rounds > 0) env.FAREBOX_KIT_SEED = String(seed + sum.rounds);
  sum.rounds += 1;
  console.log(`round ${sum.rounds}, seed ${env.FAREBOX_KIT_SEED ?? 'of the kit'}`);
  const stores = new Map();
  // One file after the other: races of one store must not starve another's.
  for (const file of FILES) {
    for (const [name, counts] of await storesIn(file, env)) {
      stores.set(name, counts);
      const { passed, failed, exempt, skipped } = counts;
      console.log(`  ${name}: ${passed} passed, ${failed} failed, ${exempt} exempt, ${skipped} skipped`);
      sum.passed += passed;
      sum.failed += failed;
      sum.exempt += exempt;
      sum.skipped += skipped;
    }
  }
  for (const name of STORES) if (!stores.has(name)) faults.push(`${name} was not run`);
  for (const name of stores.keys()) if (!STORES.includes(name)) faults.push(`${name} is not in the list of stores`);
  if (faults.length > 0) break;
  longest = Math.max(longest, performance.now() - roundStarted);
}
for (const fault of faults) console.log(fault);
if (faults.length > 0 || sum.failed > 0) process.exitCode = 1;
console.log(
  `the whole kit on ${STORES.length} stores, fast path on and off where there is one, ${sum.rounds} rounds: ${sum.passed} passed, ${sum.failed} failed, ${sum.exempt} exempt, ${sum.skipped} skipped`,
);

/** Cases of the kit in one test file, counted by store. What else stands in the file must pass, too. */
async function storesIn(file, env) {
  const report = join(root, 'node_modules', '.farebox-run', `kit-${process.pid}.json`);
  mkdirSync(dirname(report), { recursive: true });
  const args = [
    'run',
    '--project',
    'unit',
    '--project',
    'database',
    '--testTimeout',
    '300000',
    '--hookTimeout',
    '300000',
  ];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await run('vitest', [...args, ...reporters, file], { env, allowFailure: true });
  if (code !== 0) {
    faults.push(`${file}: vitest ended with ${code}`);
    console.log(output.split('\n').slice(-80).join('\n'));
  }
  const stores = new Map();
  if (!existsSync(report)) return stores;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  for (const { ancestorTitles, title, status } of testResults.flatMap((result) => result.assertionResults)) {
    const name = KIT.exec(ancestorTitles[0] ?? '')?.[1];
    if (name === undefined) continue;
    const counts = stores.get(name) ?? { passed: 0, failed: 0, exempt: 0, skipped: 0 };
    stores.set(name, counts);
    // A machine without PgBouncer skips its file, and says so; nothing else may be skipped.
    if (['skipped', 'pending', 'todo'].includes(status)) counts.skipped += 1;
    else if (status !== 'passed') counts.failed += 1;
    else if (title.includes('(exempt: ')) counts.exempt += 1;
    else counts.passed += 1;
  }
  return stores;
}
