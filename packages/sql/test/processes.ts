import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { Tally } from '@farebox/testing';
import type { Note } from './deeds.js';
import type { Order, Report, WorkerOptions } from './worker.js';

/** Tests and proofs are started from the repository's root. */
const root = process.cwd();

export interface AppProcess {
  readonly child: ChildProcess;
  order(order: Order): Promise<Tally>;
  /** Everything that it tells while it works. */
  listen(hear: (note: Note) => void): void;
  /** Asks it to end what it does; its order resolves. */
  finish(): void;
  /** kill -9, and what it had told before is heard. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A process of its own with a store of its own on the same data: what several app servers are. */
export function startProcess(where: string, options: WorkerOptions = {}): AppProcess {
  const child = fork(
    resolve(root, 'scripts/run.mjs'),
    [resolve(root, 'packages/sql/test/worker.ts'), where, JSON.stringify(options)],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] },
  );
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    child,
    order: (order) =>
      new Promise((done, failed) => {
        const ended = (code: number | null, signal: string | null): void =>
          failed(new Error(`The process ended with ${code ?? signal}.`));
        const listen = (report: Report | Note): void => {
          if (!('tally' in report) && !('failed' in report)) return;
          child.off('message', listen);
          child.off('exit', ended);
          if ('failed' in report) failed(new Error(report.failed));
          else done(report.tally);
        };
        child.on('message', listen);
        child.once('exit', ended);
        child.send(order);
      }),
    listen: (hear) =>
      void child.on('message', (message: Report | Note) => {
        if ('intended' in message || 'witnessed' in message) hear(message);
      }),
    finish: () => void child.send({ stop: true }),
    kill: () =>
      new Promise((done) => {
        // 'close' comes after the pipe is empty, 'exit' may come before.
        if (isOver() && !child.connected) return done();
        let closed = !child.connected;
        let gone = isOver();
        const check = (): void => {
          if (closed && gone) done();
        };
        child.once('disconnect', () => ((closed = true), check()));
        child.once('exit', () => ((gone = true), check()));
        child.kill('SIGKILL');
      }),
    stop: () =>
      new Promise((done) => {
        if (isOver()) return done();
        child.once('exit', () => done());
        if (child.connected) child.disconnect();
      }),
  };
}
