import type { Balance, Customer, Denial } from '@farebox/core';
import type { EngineProcess } from './engine-process.js';
import type { Operation } from './engine-tally.js';

/** One intent of a caller: sent until somebody answers, perhaps twice at once. */
export interface Call {
  readonly operation: Operation;
  readonly customer: Customer;
  /** Null = it reads, or says a state. */
  readonly key: string | null;
  perform(process: EngineProcess): Promise<Seen>;
}
/** What an answer said, as far as anything can be checked by it. */
export interface Seen {
  /** Its column in the table. */
  readonly outcome: string;
  readonly balances?: readonly Balance[] | undefined;
  readonly denial?: Denial | undefined;
  /** Must be alike in every answer to the key. */
  readonly same?: Readonly<Record<string, unknown>> | undefined;
  /** Must be what the ledger says was charged under the key. */
  readonly charged?: number | undefined;
  /** It was not a replay: at most one answer to a key may say so. */
  readonly isFirst?: boolean | undefined;
}

/** What became of the work of a run. */
interface WorkRecord {
  calls: number;
  state: 'working' | 'failed' | 'done';
  /** What it cost by its last report. */
  cost: number;
  held: number;
}
export interface KeyRecord {
  readonly call: Call;
  /** Attempts that were begun, by anybody. */
  sends: number;
  firsts: number;
  same: string | null;
  charged: number | null;
  readonly work: WorkRecord;
  /** Somebody captured or released the hold of a run by hand. */
  isMeddledWith: boolean;
}

/** What the callers remember of one customer, so that calls meet holds, charges and references that exist. */
export interface Acquaintances {
  readonly holds: string[];
  readonly charges: string[];
  readonly references: { readonly reference: string; readonly amount: number }[];
  readonly sent: Call[];
}
const MEMORY = 12;

/** Everything that the callers were ever told, by key. */
export class Book {
  private readonly records = new Map<string, KeyRecord>();
  private readonly known = new Map<string, Acquaintances>();
  private serial = 0;

  newKey(kind: string): string {
    this.serial += 1;
    return `${kind}-${this.serial}`;
  }
  get all(): IterableIterator<KeyRecord> {
    return this.records.values();
  }
  knownOf(customer: Customer): Acquaintances {
    const name = JSON.stringify(customer);
    const found = this.known.get(name) ?? { holds: [], charges: [], references: [], sent: [] };
    this.known.set(name, found);
    return found;
  }
  /** Remembers the newest few only: old keys are met by resending, not by every other call. */
  remember<T>(list: T[], value: T): void {
    list.push(value);
    if (list.length > MEMORY) list.shift();
  }
  /** It exists now: later calls may be about it. */
  meet(customer: Customer, what: 'holds' | 'charges', key: string): void {
    const list = this.knownOf(customer)[what];
    if (!list.includes(key)) this.remember(list, key);
  }
  recordOf(key: string, call: Call): KeyRecord {
    const found = this.records.get(key) ?? {
      call,
      sends: 0,
      firsts: 0,
      same: null,
      charged: null,
      work: { calls: 0, state: 'working', cost: 0, held: 0 },
      isMeddledWith: false,
    };
    this.records.set(key, found);
    return found;
  }
  find(key: string): KeyRecord | undefined {
    return this.records.get(key);
  }
}
/** Erased now and then: whoever comes back is new, so nothing is promised about keys across that. */
export const ERASED_CUSTOMER = 'eve';
export const isPromised = (call: Call): boolean => call.customer !== ERASED_CUSTOMER;
