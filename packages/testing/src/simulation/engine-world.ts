import type { Customer, Policies } from '@farebox/core';
import { inbox, type MemoryDriver, memoryDriver, memoryStoreOf, priceHistory, runs } from '@farebox/core/store';
import type { Random } from '../random.js';
import { Book, isPromised } from './engine-book.js';
import { CUSTOMERS, type Setting } from './engine-setting.js';
import { enginePrices } from './engine-catalog.js';
import { EngineChecks } from './engine-checks.js';
import { EngineProcess } from './engine-process.js';
import { STRIPE_CUSTOMERS } from './engine-stripe-calls.js';
import { EngineTally } from './engine-tally.js';
import { Scheduler } from './scheduler.js';
import { StripeModel } from './stripe-model.js';
import { lookupKeyOf, priceOf } from './stripe-objects.js';
import { VirtualClock } from './virtual-clock.js';

const START = Date.UTC(2026, 0, 31, 12);
const PROCESSES = 3;
const CRASH_SHARE = 0.006;
/** The network between callers and the app, and whoever looks on. */
const NETWORK = -1;
const OBSERVER = -2;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The database, Stripe, the processes and the clocks of one run, and everything that goes wrong with them. */
export class EngineWorld {
  steps = 0;
  readonly violations: string[] = [];
  readonly tally = new EngineTally();
  readonly book = new Book();
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly setting: Setting;
  private now = START;
  private readonly policies: Policies;
  private readonly driver: MemoryDriver;
  private readonly stripe: StripeModel;
  private processes: EngineProcess[] = [];
  private readonly machineOff: number;
  private late: { readonly observer: EngineProcess; readonly checks: EngineChecks } | null = null;

  constructor(readonly random: Random) {
    this.scheduler = new Scheduler(random, this.tally, CRASH_SHARE);
    this.driver = memoryDriver({ clock: () => this.now, allowProduction: true });
    this.machineOff = random.pick([0, 0, 7 * MINUTE, -7 * MINUTE]);
    if (this.machineOff !== 0) this.tally.fault('machine clock off');
    this.clock = new VirtualClock(random, () => this.now + this.machineOff);
    this.stripe = new StripeModel(random, () => START + this.clock.uptime, STRIPE_CUSTOMERS);
    this.policies = {
      graceDays: random.pick([0, 3, 9]),
      holdSeconds: random.pick([20, 600]),
      confirmAbove: 10,
      lowBalance: random.pick([[5, 2], [10], []]),
      overage: random.pick(['cap', 'debt', 'deny']),
    };
    this.setting = {
      random,
      book: this.book,
      stripe: this.stripe,
      now: () => this.now,
      machineNow: () => this.now + this.machineOff,
      fault: (fault) => this.tally.fault(fault),
    };
  }

  get simulatedMs(): number {
    return this.clock.uptime;
  }
  get checks(): EngineChecks {
    return this.observed.checks;
  }
  /** An engine that nothing happens to. */
  get observer(): EngineProcess {
    return this.observed.observer;
  }

  start(): Promise<void> {
    this.processes = Array.from({ length: PROCESSES }, (_, id) => this.open(id));
    return this.pushPrices();
  }
  anyProcess(): EngineProcess {
    return this.random.pick(this.processes);
  }
  onTheWay(point: 'request' | 'reply'): Promise<void> {
    return this.scheduler.pause(NETWORK, point);
  }

  betweenTurns(): void {
    const { random } = this;
    // Many at once do not wait for each other: the busier the world, the less time one turn takes.
    if (random.chance(1 / (4 + this.scheduler.queued))) this.pass(random.between(1, 400));
    if (random.chance(0.004)) {
      this.pass(randomJump(random));
      this.tally.fault('clock jump');
    }
    if (random.chance(0.001)) {
      this.now -= random.between(1, 5000);
      this.tally.fault('clock back');
    }
    if (random.chance(0.0015)) {
      const id = random.between(0, PROCESSES - 1);
      this.processes[id]?.kill();
      this.processes[id] = this.open(id);
    }
  }
  /** Nobody can go on: time passes until somebody's timer. */
  waitForTimers(): boolean {
    const wait = this.clock.untilNextTimer;
    if (wait !== null) this.pass(wait);
    return wait !== null;
  }

  /** The faults stop, workers finish what is open, and time passes until every hold has had its end. */
  async calmDown(): Promise<void> {
    this.scheduler.release();
    for (let minute = 0; minute < 30; minute += 1) {
      this.pass(MINUTE);
      await this.settle();
    }
    this.pass(2 * DAY);
    await this.settle();
    await this.checkHolds();
  }

  async checkEnd(): Promise<void> {
    const transfers = [...this.book.all].map(({ call }) => call).filter(isPromised);
    const onTheWay = await this.checks.tokensOnTheWay(new Set(transfers.map(({ key }) => key)));
    if (onTheWay !== 0) this.violations.push(`${onTheWay} tokens left one account and never came to another`);
    for (const record of this.book.all) if (record.call.operation === 'run') await this.checks.work(record);
    for (const customer of CUSTOMERS) await this.checkSubscription(customer);
    const events = await this.driver.list(inbox, { mode: 'test' }, { limit: 1000, cursor: null });
    for (const { row } of events.rows) {
      if (row.status === 'done') this.tally.policy('webhook settled');
      else if (row.status !== 'ignored') this.violations.push(`the event ${row.event} is ${row.status}: ${row.error}`);
    }
  }

  /** What nobody ended has ended by itself, and what an outage left open is made. */
  private async checkHolds(): Promise<void> {
    for (const customer of CUSTOMERS) {
      const holds = (await this.observer.engine.tokens.explain(customer))?.holds ?? [];
      for (const { key } of holds) this.violations.push(`the hold ${key} still has its tokens, and nobody owns it`);
    }
    for (const account of (await this.driver.scan({ limit: 100, cursor: null })).accounts)
      for (const { row } of (await this.driver.list(runs, { account }, { limit: 1000, cursor: null })).rows)
        if (row.status === 'settling') this.violations.push(`the charge of ${row.key} was never made`);
  }

  /** What the engine says of a subscription is what Stripe says, however the news travelled; a second look changes nothing. */
  private async checkSubscription(customer: Customer): Promise<void> {
    const { subscriptions, tokens } = this.observer.engine;
    const view = await subscriptions.sync(customer);
    const before = await tokens.explain(customer);
    await subscriptions.sync(customer);
    const after = await tokens.explain(customer);
    const name = JSON.stringify(customer);
    if (before?.entries.length !== after?.entries.length)
      this.violations.push(`a second sync of ${name} wrote entries`);
    const stripeCustomer = await this.checks.stripeCustomerOf(customer);
    const [live, second] = this.stripe.subscriptions.filter(
      (one) => one.customer === stripeCustomer && one.endedAt === null,
    );
    // Which of two is in force, and whether a planned end has come by the engine's own clock, is the engine's to say.
    if (second !== undefined || live?.cancelAtPeriodEnd === true) return;
    const isLive = view.status === 'active' || view.status === 'past_due';
    if (live === undefined ? isLive : view.status !== live.status || (isActive(live) && view.plan !== live.plan))
      this.violations.push(
        `${name} is ${view.status} on ${view.plan}; Stripe says ${live?.status ?? 'nothing'} ${live?.plan ?? ''}`,
      );
  }

  /** Remembered for ever when they were pushed, long before anybody bought. */
  private async pushPrices(): Promise<void> {
    for (const [plan, prices] of Object.entries(enginePrices))
      for (const interval of ['month', 'year'] as const)
        await this.driver.insertIfAbsent(priceHistory, {
          mode: 'test',
          price: priceOf(plan, interval),
          plan,
          productGroup: 'main',
          interval,
          amount: prices[interval],
          currency: 'usd',
          lookupKey: lookupKeyOf(plan, interval),
          seenAt: START,
        });
  }

  private get observed() {
    if (this.late === null) {
      const store = memoryStoreOf(this.driver);
      const observer = this.open(OBSERVER, true);
      const report = (violation: string): void => void this.violations.push(violation);
      this.late = { observer, checks: new EngineChecks(this.driver, store, observer.engine, this.policies, report) };
    }
    return this.late;
  }
  private open(id: number, isObserver = false): EngineProcess {
    const { clock, scheduler, random, tally, stripe, policies } = this;
    return new EngineProcess({
      id,
      driver: this.driver,
      isObserver,
      clock,
      scheduler,
      random,
      tally,
      stripe,
      policies,
    });
  }
  private pass(milliseconds: number): void {
    this.now += milliseconds;
    this.clock.pass(milliseconds);
  }
  /** Until nobody has anything left to do at this moment. */
  private async settle(): Promise<void> {
    do for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    while (this.clock.isBusy);
  }
}
/** Mostly short enough for a hold, sometimes over its end, a refill, a grace, a failed renewal. */
function randomJump(random: Random): number {
  const roll = random.next();
  if (roll < 0.4) return random.between(1000, 3 * MINUTE);
  if (roll < 0.65) return random.between(MINUTE, DAY);
  if (roll < 0.93) return random.between(DAY, 20 * DAY);
  return random.between(20 * DAY, 200 * DAY);
}
const isActive = ({ status }: { readonly status: string }): boolean => status === 'active';
