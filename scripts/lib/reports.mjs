// What vitest's JSON reports say: how many tests passed, and which files took longest.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './toolchain.mjs';

const read = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // A run that broke off wrote none.
    return {};
  }
};

export function countsOf(file) {
  const report = read(file);
  return {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/** The `count` files of all reports in a folder that took longest, the longest first. */
export function slowestOf(folder, count) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) =>
      (read(join(folder, name)).testResults ?? []).map((result) => ({
        project: name.replace(/\.json$/, ''),
        file: relative(root, result.name),
        seconds: (result.endTime - result.startTime) / 1000,
      })),
    )
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count);
}
