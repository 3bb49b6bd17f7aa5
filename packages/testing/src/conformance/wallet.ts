import {
  type AccountWrite,
  balanceOf,
  type Command,
  entries,
  type EntryRow,
  type GrantRow,
  grantsOf,
  type LedgerBalance,
  type ScheduleCommand,
  type Step,
  type StepResult,
  type Store,
  type UnitResult,
} from '@farebox/core/store';
import { ensure, fail, match } from './expectations.js';
import { listAll } from './dump.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A day that no month after it has: clamping shows itself. */
export const START = Date.UTC(2026, 0, 31, 10);

type Grant = Omit<Extract<Command, { do: 'grant' }>, 'do' | 'amount'>;
type More = Omit<Step, 'key' | 'command'>;

/** An account's figures, what stands behind them, and the plan whose refills define their period. */
interface WalletBalance extends LedgerBalance {
  readonly grants: readonly GrantRow[];
  readonly plan: string | null;
}

/** One account in a case: its own clock, short words for its steps. */
export class Wallet {
  now = START;
  constructor(
    readonly store: Store,
    readonly account: number,
  ) {}

  pass(milliseconds: number): this {
    this.now += milliseconds;
    return this;
  }
  commit(steps: readonly Step[], writes?: readonly AccountWrite[]): Promise<UnitResult> {
    return this.store.commit({ account: this.account, steps, now: this.now, ...(writes ? { writes } : {}) });
  }
  /** One step as a unit of its own. */
  async step(key: string, command: Command, more: More = {}): Promise<StepResult> {
    const result = await this.commit([{ key, command, ...more }]);
    if (result.status === 'ok') return result.steps[0] as StepResult;
    return result.why === 'guardLost' ? fail('A unit without records lost a guard.') : result.why;
  }
  grant(key: string, amount: number, more: Grant = {}): Promise<StepResult> {
    return this.step(key, { do: 'grant', amount, ...more });
  }
  spend(key: string, amount: number, more: More = {}): Promise<StepResult> {
    return this.step(key, { do: 'spend', amount }, more);
  }
  hold(key: string, amount: number, ttlSeconds = 600, more: More = {}): Promise<StepResult> {
    return this.step(key, { do: 'hold', amount, ttlSeconds }, more);
  }
  capture(hold: string, amount?: number, overage?: 'cap' | 'debt' | 'deny'): Promise<StepResult> {
    return this.step('capture', { do: 'capture', hold, amount, overage });
  }
  release(hold: string): Promise<StepResult> {
    return this.step('release', { do: 'release', hold });
  }
  extend(hold: string, ttlSeconds: number): Promise<StepResult> {
    return this.step('extend', { do: 'extend', hold, ttlSeconds });
  }
  refund(key: string, of: string, amount: number, goodwillUntil?: number | null): Promise<StepResult> {
    return this.step(key, { do: 'refund', of, amount, goodwillUntil });
  }
  clawback(key: string, reference: string, total: number, shortfall?: 'debt' | 'forgive'): Promise<StepResult> {
    return this.step(key, { do: 'clawback', reference, total, shortfall });
  }
  /** A monthly plan that starts now, unless told otherwise. */
  schedule(key: string, more: Partial<Omit<ScheduleCommand, 'do'>> = {}): Promise<StepResult> {
    return this.step(key, {
      do: 'schedule',
      slot: 'free',
      plan: 'free',
      amount: 5,
      every: { unit: 'month', count: 1 },
      ...more,
    });
  }
  endSchedule(key: string, slot: string, at?: number): Promise<StepResult> {
    return this.step(key, { do: 'endSchedule', slot, at });
  }

  async balance(): Promise<WalletBalance> {
    const { slice, now } = await this.store.read(this.account, undefined, this.now);
    const main = slice.schedules.find((schedule) => schedule.slot === slice.account?.mainSlot);
    return { ...balanceOf(slice.account, now), grants: grantsOf(slice.grants, now), plan: main?.plan ?? null };
  }
  async available(): Promise<number> {
    return (await this.store.read(this.account, undefined, this.now)).slice.account?.available ?? 0;
  }
  /** In order of `seq`. */
  async entries(): Promise<readonly EntryRow[]> {
    return [...(await listAll<EntryRow>(this.store, entries, this.account))].sort((a, b) => a.seq - b.seq);
  }
  async expectAvailable(amount: number, what: string): Promise<void> {
    const available = await this.available();
    ensure(available === amount, `${what}: expected ${amount} left, got ${available}`);
  }
}

export const ok = (result: StepResult, more: object = {}, what = 'the step'): void =>
  match(result, { status: 'ok', ...more }, what);
export const is = (result: StepResult, status: StepResult['status'], more: object = {}, what = 'the step'): void =>
  match(result, { status, ...more }, what);
