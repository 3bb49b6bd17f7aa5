// pnpm planted [word…]: puts each planted bug into a copy of our sources, runs the ordinary suites on it, and expects red.
// Words choose bugs by row or by a part of their name; --suites rules,sqlite,postgres by where they run.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { domainBugs } from '../../packages/testing/src/planted/domain-bugs.js';
import type { Edit, PlantedBug } from '../../packages/testing/src/planted/planted-bug.js';
import { planBugs } from '../../packages/testing/src/planted/plan-bugs.js';
import { postgresBugs } from '../../packages/testing/src/planted/postgres-bugs.js';
import { sqliteBugs } from '../../packages/testing/src/planted/sqlite-bugs.js';
import { storeBugs } from '../../packages/testing/src/planted/store-bugs.js';
import { type PostgresServer, startPostgres } from '../../packages/sql/test/postgres-server.js';

const root = resolve('.');
const TIMEOUT_MS = 240_000;
const LEAST = 60;
const LEAST_IN_STORES = 20;
const MOST_PER_ROW = 3;

mkdirSync(join(root, 'node_modules', '.farebox-run'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules', '.farebox-run', 'planted-'));

async function bundle(name: string, suite: string, edits: readonly Edit[]): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  const applied = new Set<Edit>();
  await build({
    entryPoints: [join(root, suite)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'error',
    conditions: ['@farebox/source'],
    external: ['stripe', 'zod', 'better-sqlite3', 'pg'],
    plugins: [
      {
        name: 'plant',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            let contents = readFileSync(path, 'utf8');
            for (const edit of edits) {
              if (relative(root, path) !== edit.file) continue;
              const count = contents.split(edit.find).length - 1;
              if (count !== 1)
                throw new Error(
                  `"${edit.find}" stands ${count} times in ${edit.file}: the planted bug needs a new place.`,
                );
              contents = contents.replace(edit.find, () => edit.replace);
              applied.add(edit);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  for (const edit of edits) if (!applied.has(edit)) throw new Error(`${edit.file} is not part of the suites.`);
  return outfile;
}

function run(file: string): Promise<{ readonly code: number | null; readonly line: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [file], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'test', FAREBOX_PLANTED_POSTGRES: String(server?.port) },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.on('close', (code) => {
      clearTimeout(timer);
      const lines = output.trim().split('\n');
      done({
        code,
        line:
          lines.find((line) => /^(red|green):/.test(line)) ??
          (code === null
            ? 'red: the suites never ended'
            : `crashed: ${lines.find((line) => line.includes('Error')) ?? lines.at(-1) ?? ''}`),
      });
    });
  });
}

function assertSpread(bugs: readonly PlantedBug[]): void {
  if (bugs.length < LEAST) throw new Error(`${bugs.length} planted bugs are fewer than ${LEAST}.`);
  const inStores = storeBugs.length + sqliteBugs.length + postgresBugs.length;
  if (inStores < LEAST_IN_STORES)
    throw new Error(`${inStores} planted bugs in stores are fewer than ${LEAST_IN_STORES}.`);
  for (const { row } of bugs)
    if (bugs.filter((one) => one.row === row).length > MOST_PER_ROW)
      throw new Error(`Row ${row} has more than ${MOST_PER_ROW} planted bugs.`);
}

const all = [...domainBugs, ...planBugs, ...storeBugs, ...sqliteBugs, ...postgresBugs];
/** Rules and core's stores run through the kit in memory; SQLite through it and four processes; PostgreSQL through it and four pools. */
const suites = {
  rules: 'packages/testing/src/planted/suite.ts',
  sqlite: 'scripts/proof/planted/sqlite-suite.ts',
  postgres: 'scripts/proof/planted/postgres-suite.ts',
};
function suiteOf(planted: PlantedBug): string {
  if (postgresBugs.includes(planted)) return suites.postgres;
  return sqliteBugs.includes(planted) ? suites.sqlite : suites.rules;
}
assertSpread(all);
const { values: only, positionals: words } = parseArgs({
  options: { suites: { type: 'string', default: Object.keys(suites).join(',') } },
  allowPositionals: true,
});
const chosen = only.suites.split(',').map((name) => suites[name as keyof typeof suites]);
const bugs = all.filter(
  (planted) =>
    chosen.includes(suiteOf(planted)) &&
    (words.length === 0 || words.some((word) => planted.row === word || planted.name.includes(word))),
);
let server: PostgresServer | null = null;
try {
  if (bugs.some((planted) => postgresBugs.includes(planted))) server = await startPostgres();
  for (const suite of new Set(bugs.map(suiteOf))) {
    const healthy = await run(await bundle('healthy', suite, []));
    console.log(`healthy: ${healthy.line}`);
    if (healthy.code !== 0) throw new Error('The suites are red without any planted bug.');
  }
  let found = 0;
  let next = 0;
  const missed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let index = next++; index < bugs.length; index = next++) {
      const planted = bugs[index] as PlantedBug;
      const { row, name, edits } = planted;
      const { code, line } = await bundle(`bug-${index}`, suiteOf(planted), edits).then(run, (error: unknown) => ({
        code: 0,
        line: `not planted: ${String(error)}`,
      }));
      if (code === 0) missed.push(`${row} ${name}`);
      else found += 1;
      console.log(`${code === 0 ? 'MISSED' : 'found '} ${row.padEnd(4)} ${name}\n         ${line}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(4, availableParallelism())) }, worker));
  for (const name of missed) console.log(`missed: ${name}`);
  console.log(`planted ${bugs.length}, found ${found}`);
  if (found !== bugs.length) process.exitCode = 1;
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
