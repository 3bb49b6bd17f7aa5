import type { PausePoint } from '../document-store.js';
import type { Random } from '../random.js';
import type { SimulationTally } from './tally.js';

/** What a caller sees when its connection or its process is gone: it cannot know whether anything was written. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}
interface Waiter {
  readonly process: number;
  readonly point: PausePoint;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Decides by chance who goes on at every await, and who is cut off there. */
export class Scheduler {
  /** While true nobody waits: the simulation looks at the state, others stand still. */
  isQuiet = false;
  private readonly waiting: Waiter[] = [];

  constructor(
    private readonly random: Random,
    private readonly tally: SimulationTally,
    private readonly crashShare: number,
  ) {}

  pause(process: number, point: PausePoint): Promise<void> {
    if (this.isQuiet) return Promise.resolve();
    if (point === 'retry') this.tally.fault('retry');
    return new Promise((resolve, reject) => this.waiting.push({ process, point, resolve, reject }));
  }

  /** Lets others go on until `isDone`; `between` runs before each turn. */
  async run(isDone: () => boolean, between: () => void): Promise<void> {
    for (let idle = 0; !isDone(); ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.waiting.length === 0) {
        idle += 1;
        if (idle > 10_000) throw new Error('Everybody waits for somebody.');
        continue;
      }
      idle = 0;
      between();
      // A crash in between may have cut off the last one.
      if (this.waiting.length === 0) continue;
      const [waiter] = this.waiting.splice(this.random.between(0, this.waiting.length - 1), 1) as [Waiter];
      if (this.random.chance(this.crashShare)) this.cut(waiter);
      else waiter.resolve();
    }
  }

  /** Everything that the process has in flight is gone. */
  crash(process: number): void {
    this.tally.fault('process crash');
    for (let index = this.waiting.length - 1; index >= 0; index -= 1) {
      const waiter = this.waiting[index] as Waiter;
      if (waiter.process !== process) continue;
      this.waiting.splice(index, 1);
      this.cut(waiter);
    }
  }

  private cut(waiter: Waiter): void {
    this.tally.fault(waiter.point === 'afterWrite' ? 'lost reply' : 'lost request');
    waiter.reject(new OutcomeUnknown(waiter.point));
  }
}
