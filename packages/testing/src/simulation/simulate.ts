import {
  createStore,
  entries,
  type EntryRow,
  keyOfStep,
  type Step,
  type StepDone,
  type StepResult,
  type Store,
  verifyLedger,
} from '@farebox/core/store';
import { listAll } from '../conformance/dump.js';
import { type Document, documentDriver } from '../document-store.js';
import { createRandom, type Random } from '../random.js';
import { acquaint, type Acquaintance, randomPause, randomStep } from '../random-steps.js';
import { LedgerWatch } from './ledger-watch.js';
import { OutcomeUnknown, Scheduler } from './scheduler.js';
import { SimulationTally } from './tally.js';

const START = Date.UTC(2026, 0, 31, 12);
const PROCESSES = 3;
const CLIENTS = 4;
const ACCOUNTS = 2;
const STEPS_PER_CLIENT = 40;
const CRASH_SHARE = 0.01;
/** Every invariant is checked after every step on what is new; the whole account by the ledger's own check this often. */
const WHOLE_EVERY = 16;

export interface SimulationResult {
  readonly steps: number;
  readonly simulatedMs: number;
  /** Empty = everything held. */
  readonly violations: readonly string[];
  readonly tally: SimulationTally;
}

/**
 * One deterministic run: several processes on one compare-and-set database, several callers on a few accounts, the whole
 * ledger, a clock that jumps, calls that are cut off at every await and sent again. Every invariant is checked after every
 * step, every answer against the ones given before, and at the end everything acknowledged must be there exactly once.
 */
export async function simulate(seed: number): Promise<SimulationResult> {
  const random = createRandom(seed);
  const world = new World(random);
  let active = CLIENTS;
  const clients = Array.from({ length: CLIENTS }, async () => {
    try {
      for (let count = 0; count < STEPS_PER_CLIENT && world.violations.length === 0; count += 1) await world.oneStep();
    } finally {
      active -= 1;
    }
  });
  await world.scheduler.run(() => active === 0, { between: () => world.betweenTurns() });
  await Promise.all(clients);
  await world.checkAcknowledged();
  return { steps: world.steps, simulatedMs: world.now - START, violations: world.violations, tally: world.tally };
}

class World {
  now = START;
  steps = 0;
  readonly violations: string[] = [];
  readonly tally = new SimulationTally();
  readonly scheduler: Scheduler;
  private readonly documents = new Map<string, Document>();
  private readonly processes: Store[];
  private readonly observer: Store;
  private readonly watch: LedgerWatch;
  private looks = 0;
  private readonly known: readonly Acquaintance[] = Array.from({ length: ACCOUNTS }, (_, index) => acquaint(index + 1));
  /** The first answer of every key that was acknowledged. */
  private readonly acknowledged = new Map<string, StepDone>();

  /** Keys that somebody was told to have done. */
  private readonly worked = new Set<string>();

  constructor(private readonly random: Random) {
    this.scheduler = new Scheduler(random, this.tally, CRASH_SHARE);
    this.processes = Array.from({ length: PROCESSES }, (_, process) => this.open(process));
    this.observer = this.open(PROCESSES);
    this.watch = new LedgerWatch(this.observer);
  }

  private open(process: number): Store {
    const driver = documentDriver({
      documents: this.documents,
      clock: () => this.now,
      pause: (point) => this.scheduler.pause(process, point),
    });
    return createStore(
      driver,
      {},
      { random: () => this.random.next(), sleep: () => this.scheduler.pause(process, 'retry') },
    );
  }

  betweenTurns(): void {
    if (this.random.chance(0.02)) {
      this.now += randomPause(this.random);
      this.tally.fault('clock jump');
    }
    if (this.random.chance(0.002)) {
      this.now -= this.random.between(1, 5000);
      this.tally.fault('clock back');
    }
    if (this.random.chance(0.002)) {
      const process = this.random.between(0, PROCESSES - 1);
      this.scheduler.crash(process);
      this.processes[process] = this.open(process);
    }
  }

  /** One step of one caller: sent until somebody answers, sometimes twice at once. */
  async oneStep(): Promise<void> {
    const known = this.random.pick(this.known);
    const step = randomStep(this.random, known, this.now);
    const sends = [this.send(known.account, step)];
    if (this.random.chance(0.1)) {
      this.tally.fault('duplicate');
      sends.push(this.send(known.account, step));
    }
    for (const result of await Promise.all(sends)) {
      this.steps += 1;
      this.tally.step(step, result);
      this.compare(known.account, step, result);
    }
    await this.look(known.account, step);
  }

  private async send(account: number, step: Step): Promise<StepResult> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      try {
        const result = await (this.random.pick(this.processes) as Store).commit({ account, steps: [step] });
        if (result.status === 'ok') return result.steps[0] as StepResult;
        if (result.why === 'guardLost') throw new Error('a unit without records lost a guard');
        return result.why;
      } catch (error) {
        if (!(error instanceof OutcomeUnknown)) {
          this.violations.push(`${step.command.do} surfaced ${String(error)}`);
          return { status: 'notFound' };
        }
      }
    }
    throw new Error('Two hundred attempts were cut off.');
  }

  /** A key answers the same for ever. */
  private compare(account: number, step: Step, result: StepResult): void {
    const done = result.status === 'ok' ? result : result.status === 'replay' ? result.first : null;
    if (done === null || step.command.do === 'extend') return;
    const isEnd = step.command.do === 'capture' || step.command.do === 'release';
    const name = `${account} ${keyOfStep(step)}${isEnd ? ' end' : ''}`;
    const before = this.acknowledged.get(name);
    if (before === undefined) this.acknowledged.set(name, done);
    else if (
      before.seq !== done.seq ||
      before.available !== done.available ||
      before.amount !== done.amount ||
      before.at !== done.at
    ) {
      this.violations.push(
        `${name} (${step.command.do}) answered ${JSON.stringify(before)}, then ${JSON.stringify(done)}`,
      );
    }
    if (result.status !== 'ok') return;
    if (this.worked.has(name)) this.violations.push(`${name} (${step.command.do}) did its work twice`);
    this.worked.add(name);
  }

  private async look(account: number, step: Step): Promise<void> {
    await this.scheduler.quietly(async () => {
      const after = `after ${step.command.do} ${step.key}`;
      for (const { invariant, message } of await this.watch.look(account, this.now))
        this.violations.push(`${invariant} ${after}: ${message}`);
      this.looks += 1;
      if (this.looks % WHOLE_EVERY === 0) await this.wholeLedger(account, after);
    });
  }

  private async wholeLedger(account: number, after: string): Promise<void> {
    for (const { violations } of (await verifyLedger(this.observer, { account, now: this.now })).faulty)
      for (const { invariant, message } of violations) this.violations.push(`${invariant} ${after}: ${message}`);
  }

  /** Nothing that was acknowledged is lost, and the whole ledger holds. */
  async checkAcknowledged(): Promise<void> {
    this.scheduler.release();
    for (const { account } of this.known) {
      await this.wholeLedger(account, 'at the end');
      const bySeq = new Map(
        (await listAll<EntryRow>(this.observer, entries, account)).map((entry) => [entry.seq, entry]),
      );
      for (const [name, done] of this.acknowledged) {
        const [owner, key] = name.split(' ');
        if (Number(owner) !== account) continue;
        if (bySeq.get(done.seq)?.key !== key)
          this.violations.push(
            `${name} was acknowledged as entry ${done.seq}, which is ${bySeq.get(done.seq)?.key ?? 'not there'}`,
          );
      }
    }
  }
}
