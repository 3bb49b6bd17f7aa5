import { createFarebox, type Farebox, type Policies } from '@farebox/core';
import { createStore, type MemoryDriver, memoryStoreOf, type Store } from '@farebox/core/store';
import type { Random } from '../random.js';
import { engineCatalog } from './engine-catalog.js';
import type { EngineTally } from './engine-tally.js';
import { faultyDriver } from './faulty-driver.js';
import { OutcomeUnknown, type Scheduler } from './scheduler.js';
import type { StripeModel } from './stripe-model.js';
import { stripeWire, WEBHOOK_SECRET } from './stripe-wire.js';
import type { VirtualClock } from './virtual-clock.js';

export type Engine = Farebox<typeof engineCatalog>;
export interface ProcessOptions {
  readonly id: number;
  readonly driver: MemoryDriver;
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly tally: EngineTally;
  readonly stripe: StripeModel;
  readonly policies: Policies;
  /** Looks on: no faults on its way, no workers, and work takes no time. */
  readonly isObserver?: boolean | undefined;
}

/** One process of the app: an engine with caches of its own over the shared database, until it crashes. */
export class EngineProcess {
  readonly engine: Engine;
  private isAlive = true;
  private die: (reason: Error) => void = () => undefined;
  private readonly death = new Promise<never>((_resolve, reject) => {
    this.die = reject;
  });

  constructor(private readonly options: ProcessOptions) {
    const { tally } = options;
    this.death.catch(() => undefined);
    const silent = (): void => undefined;
    this.engine = createFarebox({
      catalog: engineCatalog,
      store: this.openStore(),
      stripe: {
        secretKey: 'sk_test_simulated0simulated0',
        webhookSecrets: WEBHOOK_SECRET,
        httpClient: stripeWire({ ...options, process: options.id, model: options.stripe, isAlive: () => this.isAlive }),
      },
      appUrl: 'https://app.test',
      mode: 'test',
      policies: options.policies,
      logger: { debug: silent, info: silent, warn: silent, error: silent },
      telemetry: {
        span: (_name, _attributes, work) => work(),
        count: (name) => {
          if (name === 'farebox.runs.open_capture') tally.policy('capture kept for later');
        },
      },
    });
    if (options.isObserver !== true) this.engine.start();
  }

  /** What a caller outside gets: the answer, or a lost connection when the process dies first. */
  call<T>(work: (process: EngineProcess) => Promise<T>): Promise<T> {
    return Promise.race([work(this), this.death]);
  }
  /** The host's own work waits; in a process that died meanwhile it waits for ever. */
  async work(milliseconds: number): Promise<void> {
    const { clock, scheduler, id, isObserver } = this.options;
    if (isObserver === true) return;
    if (milliseconds > 0) await clock.sleep(milliseconds);
    await (this.isAlive ? scheduler.pause(id, 'work') : new Promise<never>(() => undefined));
  }
  /** In the middle of whatever it does. */
  kill(): void {
    this.isAlive = false;
    this.options.scheduler.kill(this.options.id);
    // Only its timers: nothing that it asks for reaches anybody any more.
    void this.engine.stop();
    this.die(new OutcomeUnknown('process'));
  }

  private openStore(): Store {
    const { id, scheduler, random, clock, tally, isObserver } = this.options;
    if (isObserver === true) return memoryStoreOf(this.options.driver);
    const driver = faultyDriver({
      ...this.options,
      process: id,
      isAlive: () => this.isAlive,
      uptime: () => clock.uptime,
    });
    const store = createStore(driver, {}, { random: () => random.next(), sleep: () => scheduler.pause(id, 'retry') });
    return {
      ...store,
      commit: async (unit) => {
        const result = await store.commit(unit);
        if (result.status === 'ok') unit.steps.forEach((step, index) => tally.step(step, result.steps[index]));
        return result;
      },
    };
  }
}
