import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { Order, Report } from './worker.js';
import type { Tally } from '@farebox/testing';

/** Tests and proofs are started from the repository's root. */
const root = process.cwd();

export interface AppProcess {
  readonly child: ChildProcess;
  order(order: Order): Promise<Tally>;
  stop(): Promise<void>;
}

/** A process of its own with a store of its own on the same data: what several app servers are. */
export function startProcess(
  where: string,
  path: 'fast' | 'general' = 'fast',
  env: Record<string, string> = {},
): AppProcess {
  const child = fork(resolve(root, 'scripts/run.mjs'), [resolve(root, 'packages/sql/test/worker.ts'), where, path], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...env },
  });
  return {
    child,
    order: (order) =>
      new Promise((done, failed) => {
        const ended = (code: number | null, signal: string | null): void =>
          failed(new Error(`The process ended with ${code ?? signal}.`));
        const listen = (report: Report | { readonly acknowledged: unknown }): void => {
          if ('acknowledged' in report) return;
          child.off('message', listen);
          child.off('exit', ended);
          if ('failed' in report) failed(new Error(report.failed));
          else done(report.tally);
        };
        child.on('message', listen);
        child.once('exit', ended);
        child.send(order);
      }),
    stop: () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done();
        child.once('exit', () => done());
        child.disconnect();
      }),
  };
}
