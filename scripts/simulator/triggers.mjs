#!/usr/bin/env node
// Lets Stripe's own CLI drive the simulator and prints how many of its triggers pass and have their event listed afterwards.
// The judge that runs the CLI is not part of this repository: FAREBOX_JUDGE names its folder.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { startFromSource } from './server.mjs';

const AT_LEAST = 65;
// The CLI's fixtures say parameters that later versions refuse; this is the version they were written for.
const FIXTURES_VERSION = '2024-12-18.acacia';
const judge = path.resolve(process.env.FAREBOX_JUDGE ?? '../shared/judge');
if (!existsSync(path.join(judge, 'triggers.mjs'))) {
  console.log('skipped: no judge');
  process.exit(2);
}
const require = createRequire(require_('@stripe/cli/package.json'));
const cli = path.join(
  path.dirname(require.resolve(`@stripe/cli-${process.platform}-${process.arch}/package.json`)),
  'bin/stripe',
);
const folder = mkdtempSync(path.join(os.tmpdir(), 'simulator-triggers-'));
const file = path.join(folder, 'report.json');
const { simulator, stop } = await startFromSource({ apiVersion: FIXTURES_VERSION });
try {
  await new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        path.join(judge, 'triggers.mjs'),
        '--base',
        simulator.url,
        '--cli',
        cli,
        '--json',
        file,
        ...process.argv.slice(2),
      ],
      { stdio: 'inherit' },
    );
    child.once('error', reject);
    child.once('close', resolve);
  });
  const { seen, total } = JSON.parse(readFileSync(file, 'utf8'));
  console.log(`triggers ${seen}/${total}`);
  process.exitCode = seen >= AT_LEAST ? 0 : 1;
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

function require_(name) {
  return createRequire(import.meta.url).resolve(name);
}
