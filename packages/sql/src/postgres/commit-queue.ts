import type { AccountId, Unit, UnitResult } from '@farebox/core/store';

export interface Pending {
  readonly unit: Unit;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (error: unknown) => void;
  /** Came back from the fast statement, or cannot take it. */
  general: boolean;
  /** Goes past the head of its account: the statement for one caller sent it back. */
  further: boolean;
  /** Came back at least once because somebody else held or moved its account, or a statement had to be sent again. */
  waited: boolean;
  readonly since: number;
}

/** One account's units on their way to the database; while they are, nothing else of that account is. */
export interface AccountBatch {
  readonly account: AccountId;
  readonly items: readonly Pending[];
}
/** What of a batch must be sent again. */
export interface ComeBack extends AccountBatch {
  /** Somebody else holds the account or moved it; else another lane can have it at once. */
  readonly contended: boolean;
  /** What failed, where something did. */
  readonly cause?: unknown;
}

export type Lane = 'fast' | 'general' | 'single';

export interface Lanes {
  /** Which way an account's units go. Fast and general travel with other accounts, single alone (units with records). */
  laneOf(items: readonly Pending[]): Lane;
  /** Sends batches and answers those that must be tried again. Never throws: a failure is each request's own. */
  send(lane: Lane, batches: readonly AccountBatch[]): Promise<readonly ComeBack[]>;
  /** Statements in flight at most, by lane. */
  readonly limits: Readonly<Record<Lane, number>>;
  readonly maxRequests: number;
  /** A second fast statement is worth its price from so many accounts on. */
  readonly secondFrom: number;
  /** How long a batch may be tried again before its requests fail, in milliseconds. */
  readonly patienceMs: number;
  readonly outOfPatience: (cause: unknown) => unknown;
}

/**
 * Coalesces without a timer: what queued while the last statement was in flight goes with the next, so a lone caller waits
 * for nobody. An account is in at most one statement at a time; one that somebody else has locked comes back, waits here -
 * not on a connection - and holds up nobody else.
 */
export class CommitQueue {
  readonly #waiting = new Map<AccountId, Pending[]>();
  readonly #busy = new Set<AccountId>();
  readonly #flying: Record<Lane, number> = { fast: 0, general: 0, single: 0 };
  /** How often in a row an account came back because somebody else held or moved it. */
  readonly #tries = new Map<AccountId, number>();
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(private readonly lanes: Lanes) {}

  add(unit: Unit, general: boolean): Promise<UnitResult> {
    return new Promise((resolve, reject) => {
      const item: Pending = { unit, resolve, reject, general, further: false, waited: false, since: performance.now() };
      const queued = this.#waiting.get(unit.account);
      if (queued) queued.push(item);
      else this.#waiting.set(unit.account, [item]);
      this.#schedule();
    });
  }

  /** Resolves when nothing is queued or in flight. */
  idle(): Promise<void> {
    if (this.#waiting.size === 0 && this.#busy.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    for (let sent = true; sent; ) {
      const chosen = this.#choose();
      sent = false;
      for (const lane of ['fast', 'general', 'single'] as const) {
        if (chosen[lane].length === 0) continue;
        sent = true;
        this.#fly(lane, chosen[lane]);
      }
    }
    if (this.#waiting.size === 0 && this.#busy.size === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** Takes what may go now, at most one statement per lane. */
  #choose(): Record<Lane, AccountBatch[]> {
    const chosen: Record<Lane, AccountBatch[]> = { fast: [], general: [], single: [] };
    const { limits, maxRequests, secondFrom } = this.lanes;
    let ready = 0;
    for (const account of this.#waiting.keys()) if (!this.#busy.has(account)) ready++;
    if (ready === 0) return chosen;
    const free: Record<Lane, boolean> = {
      fast: this.#flying.fast === 0 || (this.#flying.fast < limits.fast && ready >= secondFrom),
      general: this.#flying.general < limits.general,
      single: this.#flying.single < limits.single,
    };
    // Enough for two statements goes as two halves, so that one backend's work is shared by two.
    const share =
      ready >= 2 * secondFrom && limits.fast > 1 ? Math.ceil(ready / (limits.fast - this.#flying.fast || 1)) : ready;
    const room: Record<Lane, number> = { fast: maxRequests, general: maxRequests, single: 1 };
    let fastAccounts = 0;
    for (const [account, items] of this.#waiting) {
      if (!free.fast && !free.general && !free.single) break;
      if (this.#busy.has(account)) continue;
      const taken = travelTogether(items, maxRequests);
      const lane = this.lanes.laneOf(taken);
      if (!free[lane]) continue;
      const together = lane === 'single' ? taken.slice(0, 1) : taken;
      if (together.length > room[lane] && chosen[lane].length > 0) {
        free[lane] = false;
        continue;
      }
      if (lane === 'fast' && ++fastAccounts > share) {
        free.fast = false;
        continue;
      }
      const gone = new Set(together);
      const rest = items.filter((item) => !gone.has(item));
      if (rest.length > 0) this.#waiting.set(account, rest);
      else this.#waiting.delete(account);
      this.#busy.add(account);
      room[lane] -= together.length;
      chosen[lane].push({ account, items: together });
    }
    return chosen;
  }

  #fly(lane: Lane, batches: readonly AccountBatch[]): void {
    this.#flying[lane]++;
    void this.lanes.send(lane, batches).then((again) => {
      this.#flying[lane]--;
      const waiting = new Set<AccountId>();
      for (const batch of again) if (this.#comeBack(batch)) waiting.add(batch.account);
      const contended = new Set(again.filter((batch) => batch.contended).map((batch) => batch.account));
      for (const { account } of batches) {
        if (!waiting.has(account)) this.#busy.delete(account);
        if (!contended.has(account)) this.#tries.delete(account);
      }
      // At once, not by a microtask: the connection is free now.
      this.#flush();
    });
  }

  /** Puts a batch back in front of its account's queue. True = later; the account stays busy until then. */
  #comeBack({ account, items, contended, cause }: ComeBack): boolean {
    const now = performance.now();
    const still = items.filter((item) => {
      const patient = now - item.since <= this.lanes.patienceMs;
      if (!patient) item.reject(this.lanes.outOfPatience(cause));
      return patient;
    });
    if (still.length === 0) return false;
    const back = (): void => {
      this.#waiting.set(account, [...still, ...(this.#waiting.get(account) ?? [])]);
    };
    const tries = contended ? (this.#tries.get(account) ?? 0) + 1 : 0;
    if (contended) this.#tries.set(account, tries);
    if (tries <= 1) {
      // The first time at once: most often the other side has just finished.
      back();
      return false;
    }
    setTimeout(
      () => {
        back();
        this.#busy.delete(account);
        this.#flush();
      },
      Math.min(2 ** (tries - 2), 25) * (0.5 + Math.random()),
    );
    return true;
  }
}

/**
 * From the front of an account's queue: requests with different keys, and one `now`. A key that comes twice waits for its
 * first to be answered, and so does a capture for its hold.
 */
function travelTogether(items: readonly Pending[], limit: number): Pending[] {
  const taken: Pending[] = [];
  const keys = new Set<string>();
  const first = items[0];
  for (const item of items) {
    if (taken.length >= limit) break;
    if (item.unit.now !== first?.unit.now) break;
    if (item.unit.writes && item.unit.writes.length > 0 && item !== first) break;
    const own = item.unit.steps.map(({ key, command }) => ('hold' in command ? command.hold : key));
    if (own.some((key) => keys.has(key))) break;
    for (const key of own) keys.add(key);
    taken.push(item);
  }
  return taken;
}
