// npm test: sets everything up, runs every gate and every test, ends with the plain total. `npm test -- unit e2e` runs parts.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { parts } from './lib/parts.mjs';
import { countsOf, slowestOf } from './lib/reports.mjs';
import { ensureInstalled, main, root, run, say, Stop } from './lib/toolchain.mjs';

const SLOWEST = 10;

await main(async () => {
  const started = performance.now();
  const wanted = process.argv.slice(2);
  for (const name of wanted)
    if (!parts.some((part) => part.name === name))
      throw new Stop(`There is no part "${name}". There are: ${parts.map((part) => part.name).join(', ')}.`);
  const asked = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const { env: tools } = await ensureInstalled();
  const env = { ...tools };
  if (asked.some(({ name }) => name === 'stories' || name === 'e2e')) env.FAREBOX_BROWSER = await ensureBrowser(env);
  const reports = join(root, 'node_modules', '.farebox-reports');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });

  const results = new Map();
  // What one lane does leaves a core free for the other; within a lane one part follows the other.
  const ended = new Map(asked.map(({ name }) => [name, deferred()]));
  const lanes = ['gates', 'suites'].map(async (lane) => {
    for (const part of asked) {
      if (part.lane !== lane) continue;
      const missing = (part.needs ?? []).filter((name) => asked.some((one) => one.name === name));
      const open = await Promise.all(missing.map((name) => ended.get(name).promise));
      const broken = missing.filter((_, index) => open[index] !== 0);
      const result =
        broken.length > 0
          ? { passed: 0, failed: 1, seconds: 0, line: `FAILED: not run, for ${broken.join(', ')} failed`, output: '' }
          : await timed(() => (part.project ? suite(part, reports, env) : gate(part, env)));
      results.set(part.name, result);
      say(`\n── ${part.name}: ${result.line} (${result.seconds.toFixed(0)} s)`);
      if (result.output) say(result.output);
      ended.get(part.name).resolve(result.failed);
    }
  });
  await Promise.all(lanes);

  const slowest = slowestOf(reports, SLOWEST);
  if (slowest.length > 0) say(`\nThe slowest test files:`);
  for (const { seconds, project, file } of slowest)
    say(`${seconds.toFixed(1).padStart(7)} s  ${project.padEnd(9)} ${file}`);
  const all = [...results].map(([name, result]) => ({ name, ...result }));
  if (all.length > 1) say(`\n${all.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')}`);
  say(`the whole run: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const failures = all.filter(({ failed }) => failed > 0).map(({ name }) => name);
  const sum = (key) => all.reduce((total, result) => total + result[key], 0);
  say(failures.length > 0 ? `\nFailed: ${failures.join(', ')}` : '');
  say(`${sum('passed')} passed, ${sum('failed')} failed`);
  if (failures.length > 0) process.exitCode = 1;
});

async function timed(work) {
  const started = performance.now();
  return { ...(await work()), seconds: (performance.now() - started) / 1000 };
}

function lastLines(output, count) {
  return output.split('\n').slice(-count).join('\n');
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

/** A gate is a command that passes or fails as one. */
async function gate({ command, args, mend }, env) {
  const { code, output } = await run(command, args, { env, allowFailure: true });
  if (code === 0) return { passed: 1, failed: 0, line: 'ok', output: '' };
  return {
    passed: 0,
    failed: 1,
    line: 'FAILED',
    output: `${lastLines(output, 80)}${mend ? `\nTo mend it: ${mend}` : ''}`,
  };
}

/** A suite is a vitest project; its tests are counted one by one. */
async function suite({ project, options = [] }, reports, env) {
  const file = join(reports, `${project}.json`);
  const { code, output } = await run(
    'vitest',
    ['run', '--project', project, ...options, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { env, allowFailure: true },
  );
  const { passed, failed, skipped } = countsOf(file);
  // A suite that ended badly without a failed test (a file that does not load, an unhandled error) has failed all the same.
  const faults = failed === 0 && (code !== 0 || passed === 0) ? 1 : failed;
  const said = output
    .split('\n')
    .filter((line) => /skipped/i.test(line))
    .slice(0, 20);
  return {
    passed,
    failed: faults,
    line: `${faults > 0 ? 'FAILED: ' : ''}${passed} passed, ${faults} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    output:
      faults > 0
        ? lastLines(passed === 0 ? `${output}\nNo test ran.` : output, 120)
        : skipped > 0
          ? said.join('\n')
          : '',
  };
}
