import type { Random } from '../random.js';

interface Timer {
  readonly id: number;
  readonly callback: () => void;
  /** Null = once. */
  readonly every: number | null;
  due: number;
}
type Callback = (...rest: unknown[]) => void;

/**
 * Stands in for the machine while one simulated run lasts: what it says the time is, its timers and its dice. Without it a
 * hold's heartbeat or a new account's id would differ from run to run, and no failure could be replayed.
 */
export class VirtualClock {
  /** Milliseconds that have passed; a clock that is set back does not shorten it. Timers go by this. */
  uptime = 0;
  private readonly timers = new Map<number, Timer>();
  private nextId = 0;
  private atWork = 0;

  /** @param machineNow what `Date.now()` answers: the machine's own clock, which may be off the database's */
  constructor(
    private readonly random: Random,
    private readonly machineNow: () => number,
  ) {}

  /** Is something of the real machine at work (cryptography in its thread pool)? Nobody may go on until it has answered. */
  get isBusy(): boolean {
    return this.atWork > 0;
  }
  /** How long until the next timer; null = none is set. */
  get untilNextTimer(): number | null {
    const next = this.next();
    return next === null ? null : Math.max(0, next.due - this.uptime);
  }

  /** Time passes. Each timer that fell due runs once, in order, as after a machine that was asleep. */
  pass(milliseconds: number): void {
    this.uptime += milliseconds;
    const until = this.nextId;
    const ran = new Set<number>();
    for (let timer = this.next(ran); timer !== null && timer.due <= this.uptime; timer = this.next(ran)) {
      // What was set meanwhile has its own turn.
      if (timer.id > until) break;
      ran.add(timer.id);
      if (timer.every === null) this.timers.delete(timer.id);
      else timer.due = this.uptime + Math.round(timer.every);
      timer.callback();
    }
  }
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.set(resolve, milliseconds, null));
  }

  /** Takes the place of the globals; call what it returns to give them back. */
  install(): () => void {
    const globals: Record<string, unknown> = globalThis as never;
    const kept = new Map<string, unknown>();
    const replace = (name: string, value: unknown): void => {
      kept.set(name, globals[name]);
      globals[name] = value;
    };
    replace('setTimeout', (callback: Callback, milliseconds = 0, ...rest: unknown[]) =>
      this.set(() => callback(...rest), milliseconds, null),
    );
    replace('setInterval', (callback: Callback, milliseconds = 0, ...rest: unknown[]) =>
      this.set(() => callback(...rest), milliseconds, Math.max(1, milliseconds)),
    );
    const clear = (timer: unknown): void => {
      if (timer instanceof TimerHandle) this.timers.delete(timer.id);
    };
    replace('clearTimeout', clear);
    replace('clearInterval', clear);
    const { random } = Math;
    const { now } = Date;
    Math.random = () => this.random.next();
    Date.now = this.machineNow;
    const giveBackCryptography = this.takeCryptography();
    return () => {
      for (const [name, value] of kept) globals[name] = value;
      Math.random = random;
      Date.now = now;
      giveBackCryptography();
    };
  }

  private set(callback: () => void, milliseconds: number, every: number | null): TimerHandle {
    const id = (this.nextId += 1);
    this.timers.set(id, { id, callback, every, due: this.uptime + Math.max(1, Math.round(milliseconds) || 0) });
    return new TimerHandle(id);
  }
  private next(except?: ReadonlySet<number>): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.timers.values())
      if (!except?.has(timer.id) && (first === null || timer.due < first.due)) first = timer;
    return first;
  }

  private takeCryptography(): () => void {
    const { getRandomValues } = crypto;
    const bytes = <T extends ArrayBufferView>(array: T): T => {
      const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let index = 0; index < view.length; index += 1) view[index] = this.random.between(0, 255);
      return array;
    };
    Object.defineProperty(crypto, 'getRandomValues', { value: bytes, configurable: true, writable: true });
    const subtle: Record<string, unknown> = crypto.subtle as never;
    const names = ['importKey', 'sign', 'verify', 'digest'] as const;
    for (const name of names) {
      const real = crypto.subtle[name].bind(crypto.subtle) as (...rest: unknown[]) => Promise<unknown>;
      const counted = async (...rest: unknown[]): Promise<unknown> => {
        this.atWork += 1;
        try {
          return await real(...rest);
        } finally {
          this.atWork -= 1;
        }
      };
      Object.defineProperty(subtle, name, { value: counted, configurable: true, writable: true });
    }
    return () => {
      Object.defineProperty(crypto, 'getRandomValues', { value: getRandomValues, configurable: true, writable: true });
      for (const name of names) delete subtle[name];
    };
  }
}

/** What Node hands out for a timer, as far as anybody here asks. */
class TimerHandle {
  constructor(readonly id: number) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
