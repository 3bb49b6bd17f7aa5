#!/usr/bin/env node
// Replays recorded answers of real Stripe against the simulator and prints how many it gave alike.
// The judge and its recordings are not part of this repository: FAREBOX_JUDGE names the judge's folder.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startFromSource } from './server.mjs';

const MATCHED_AT_LEAST = 85;
const CLOSE_AT_LEAST = 95;
const judge = path.resolve(process.env.FAREBOX_JUDGE ?? '../shared/judge');
const recordings = path.resolve(process.env.FAREBOX_RECORDINGS ?? path.join(judge, '../stripe/exchanges'));
if (!existsSync(path.join(judge, 'replay.mjs')) || !existsSync(recordings)) {
  console.log('skipped: no judge');
  process.exit(2);
}
const detail = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), 'simulator-replay-'));
const newer = await replay('acacia,basil,clover,dahlia,endive');
const older = await replay('2019,2020,2021,2022,2023,2024-0');
rmSync(folder, { recursive: true, force: true });
console.log(`older eras (shown, not counted): ${line(older)}`);
console.log(line(newer));
const good =
  (100 * newer.matched) / newer.total >= MATCHED_AT_LEAST &&
  (100 * (newer.matched + newer.close)) / newer.total >= CLOSE_AT_LEAST;
process.exit(good ? 0 : 1);

function line({ matched, close, total }) {
  return `matched ${matched}/${total}, matched or close ${matched + close}/${total}`;
}

/** One run against a server started afresh. */
async function replay(era) {
  const { simulator, stop } = await startFromSource({});
  const file = path.join(folder, `${era}.json`);
  try {
    const args = [
      path.join(judge, 'replay.mjs'),
      '--base',
      simulator.url,
      '--dir',
      recordings,
      '--era',
      era,
      '--json',
      file,
      ...detail,
    ];
    await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        stdio: ['ignore', detail.length > 0 ? 'inherit' : 'ignore', 'inherit'],
      });
      child.once('error', reject);
      child.once('close', resolve);
    });
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return count(report);
  } finally {
    await stop();
  }
}

function count({ all }) {
  return { matched: all.matched, close: all.close, total: all.calls - all.unseedable };
}
