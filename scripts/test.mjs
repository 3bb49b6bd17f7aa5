// npm test: sets everything up, runs every gate and every test, ends with the plain total. `npm test -- unit e2e` runs parts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureInstalled, main, root, run, say } from './toolchain.mjs';

/** A gate is a command that passes or fails as one. */
const gates = [
  ['format', 'biome', ['format', '.']],
  ['lint', 'oxlint', ['--deny-warnings', 'packages', 'examples', 'scripts', '.storybook']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['build', 'pnpm', ['-r', '--filter', './packages/*', 'build']],
  ['packages', 'node', ['scripts/check-packages.mjs']],
  ['quickstarts', 'node', ['scripts/check-quickstarts.mjs']],
  ['readme', 'node', ['scripts/readme.mjs']],
  ['unused', 'knip', []],
  ['size', 'node', ['scripts/check-size.mjs']],
  // The whole of it is `pnpm proof planted`; these are the rows that a run stands on.
  [
    'planted',
    'node',
    ['scripts/run.mjs', 'scripts/planted.ts', '--suites', 'rules,sqlite', 'L1', 'L2', 'L3', 'L10', 'L11', 'L16'],
  ],
  ['example', 'pnpm', ['--filter', 'quantipack', 'build']],
];
/** A suite is a vitest project; its tests are counted one by one. */
const suites = ['unit', 'dom', 'database', 'packed', 'stories', 'e2e'];

await main(async () => {
  const wanted = process.argv.slice(2);
  const asked = (name) => wanted.length === 0 || wanted.includes(name);
  const { env: tools } = await ensureInstalled();
  const env = { ...tools };
  if (asked('stories') || asked('e2e')) env.FAREBOX_BROWSER = await ensureBrowser(env);
  const reports = join(root, 'node_modules', '.farebox-reports');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  let passed = 0;
  let failed = 0;
  const failures = [];
  const timed = async (name, work) => {
    const started = performance.now();
    say(`\n── ${name}`);
    const line = await work();
    say(`   ${name}: ${line} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  };

  for (const [name, command, args] of gates) {
    if (!asked(name)) continue;
    await timed(name, async () => {
      const { code, output } = await run(command, args, { env, allowFailure: true });
      if (code === 0) {
        passed += 1;
        return 'ok';
      }
      failed += 1;
      failures.push(name);
      say(output.split('\n').slice(-80).join('\n'));
      return 'FAILED';
    });
  }
  for (const name of suites) {
    if (!asked(name)) continue;
    await timed(name, async () => {
      const file = join(reports, `${name}.json`);
      const { code, output } = await run(
        'vitest',
        ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
        { env, allowFailure: true },
      );
      const counts = countsOf(file);
      passed += counts.passed;
      failed += counts.failed;
      // A suite that ended badly without a failed test (a file that does not load, an unhandled error) has failed all the same.
      if (code !== 0 && counts.failed === 0) failed += 1;
      if (code !== 0) {
        failures.push(name);
        say(output.split('\n').slice(-120).join('\n'));
      }
      if (code === 0 && counts.passed === 0) {
        failed += 1;
        failures.push(`${name} ran no test`);
      }
      if (counts.skipped > 0)
        say(
          output
            .split('\n')
            .filter((line) => /skipped/i.test(line))
            .slice(0, 20)
            .join('\n'),
        );
      return `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
    });
  }
  say(failures.length > 0 ? `\nFailed: ${failures.join(', ')}` : '');
  say(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
});

function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: report.numPassedTests ?? 0,
      failed: report.numFailedTests ?? 0,
      skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
