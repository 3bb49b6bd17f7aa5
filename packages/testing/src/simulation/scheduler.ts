import type { PausePoint } from '../document-store.js';
import type { Random } from '../random.js';
import type { FaultTally } from './tally.js';

/** What a caller sees when its connection or its process is gone: it cannot know whether anything was written. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}
/** `request` and `reply`: on the way to somebody and back. `work`: a host's own work, which is never cut off by chance. */
export type Point = PausePoint | 'request' | 'reply' | 'work';
interface Waiter {
  readonly process: number;
  readonly point: Point;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}
interface Turns {
  /** Runs before each turn. */
  readonly between: () => void;
  /** Nobody can go on: lets time pass. Answers false when that helps nobody. */
  readonly idle?: (() => boolean) | undefined;
  /** Is something real at work that must answer first? */
  readonly isBusy?: (() => boolean) | undefined;
}
const IDLE_TURNS = 10_000;

/** Decides by chance who goes on at every await, and who is cut off there. */
export class Scheduler {
  /** How many look at the state right now, or whether it is over. */
  private lookers = 0;
  private waiting: Waiter[] = [];

  constructor(
    private readonly random: Random,
    private readonly tally: FaultTally,
    private readonly crashShare: number,
  ) {}

  /** How many could go on now. */
  get queued(): number {
    return this.waiting.length;
  }
  /** While true nobody waits: the simulation looks at the state, others stand still. */
  get isQuiet(): boolean {
    return this.lookers > 0;
  }
  /** Looks at the state while others stand still. Two may look in one turn: the first to end leaves the other its quiet. */
  async quietly<T>(look: () => Promise<T>): Promise<T> {
    this.lookers += 1;
    try {
      return await look();
    } finally {
      this.lookers -= 1;
    }
  }
  pause(process: number, point: Point): Promise<void> {
    if (this.isQuiet) return Promise.resolve();
    if (point === 'retry') this.tally.fault('retry');
    return new Promise((resolve, reject) => this.waiting.push({ process, point, resolve, reject }));
  }

  /** Lets others go on until `isDone`. */
  async run(isDone: () => boolean, { between, idle, isBusy }: Turns): Promise<void> {
    for (let idleTurns = 0; !isDone(); ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isBusy?.() === true) continue;
      if (this.waiting.length === 0) {
        idleTurns += 1;
        if (idleTurns > IDLE_TURNS || (idle !== undefined && !idle())) throw new Error('Everybody waits for somebody.');
        continue;
      }
      idleTurns = 0;
      between();
      // A crash in between may have cut off the last one.
      if (this.waiting.length === 0) continue;
      const [waiter] = this.waiting.splice(this.random.between(0, this.waiting.length - 1), 1) as [Waiter];
      if (waiter.point !== 'work' && this.random.chance(this.crashShare)) this.cut(waiter);
      else waiter.resolve();
    }
  }

  /** Everything that the process has in flight is gone, and its callers are told. */
  crash(process: number): void {
    this.tally.fault('process crash');
    for (const waiter of this.take((one) => one.process === process)) this.cut(waiter);
  }
  /** The process is gone in the middle of its own code: whatever it waited for, it never goes on. */
  kill(process: number): void {
    this.tally.fault('process crash');
    for (const { point } of this.take((one) => one.process === process))
      if (point !== 'retry' && point !== 'work') this.tally.fault(lostAt(point));
  }
  /** Nobody is held up any longer. */
  release(): void {
    this.lookers += 1;
    for (const waiter of this.take(() => true)) waiter.resolve();
  }

  private take(isTaken: (waiter: Waiter) => boolean): readonly Waiter[] {
    const taken = this.waiting.filter(isTaken);
    this.waiting = this.waiting.filter((waiter) => !taken.includes(waiter));
    return taken;
  }
  private cut(waiter: Waiter): void {
    this.tally.fault(lostAt(waiter.point));
    waiter.reject(new OutcomeUnknown(waiter.point));
  }
}
const lostAt = (point: Point): 'lost reply' | 'lost request' =>
  point === 'afterWrite' || point === 'reply' ? 'lost reply' : 'lost request';
