import type { DunningSettings } from './billing/subscriptions/dunning-settings.js';
import { type AccountState, emptyAccount, type State } from './state/state.js';
import { nextId, seededText } from './state/ids.js';
import type { Invoice, StoredEvent, Subscription, TableName, Tables } from './state/tables.js';

/** The API version objects are kept in, and the default of a new account. */
export const NEWEST_VERSION = '2026-10-28.endive';

/** The call that is being answered: events name it. */
interface CallIdentity {
  id: string | null;
  idempotency_key: string | null;
}

/** What follows for a subscription when its invoice was paid or not. Handed in, so that money knows no subscription. */
export interface AfterInvoice {
  paid(world: World, invoice: Invoice): void;
  failed(world: World, invoice: Invoice, why: 'declined' | 'requires_action'): void;
  /** The last attempt failed: what the settings say for then. */
  givenUpIfLast(world: World, invoice: Invoice): void;
}

/** What is shared by all accounts of one simulator. */
export interface Universe {
  state: State;
  /** Real milliseconds; the only clock signatures, backoff and idempotency keys look at. */
  wallClock: () => number;
  /** The default API version of the account. */
  apiVersion: string;
  /** Where the simulator is reached from outside, without a slash at the end. */
  origin: string;
  /** Path the simulator is mounted under: '' or '/stripe'. */
  base: string;
  /** The account's own name, for pages and invoices; null when it was not given. */
  businessName: string | null;
  call: CallIdentity;
  /** What the account does about failed renewals. */
  dunning: DunningSettings;
  /** Sends `invoice.upcoming`; set by the composition root, because a preview needs a copy of everything. */
  afterInvoice: AfterInvoice;
  announceUpcoming: (world: World, subscription: Subscription) => void;
  /** Hands a new event to the webhook engine. */
  publish: (event: StoredEvent, account: string) => void;
  /** Names by which it may be called, besides this machine's own and that of `origin`. */
  servedAs: readonly string[];
  /** Hosts that webhooks may be delivered to, besides this machine. Only whoever starts the simulator names them. */
  webhookHosts: Set<string>;
}

/**
 * One account's objects and the few things that every resource does with them. Resources never touch `state` otherwise,
 * so that a snapshot is one deep copy.
 */
export interface World {
  readonly universe: Universe;
  readonly account: string;
  readonly data: AccountState;
  readonly tables: Tables;
  /** Simulated seconds; objects on a test clock have the clock's time instead. */
  now(testClock?: string | null | undefined): number;
  id(prefix: string): string;
  secret(label: string): string;
  put<Name extends TableName>(table: Name, object: Tables[Name][string] & { id: string }): Tables[Name][string];
  remove(table: TableName, id: string): void;
}

/** Simulated seconds now. */
export function clockNow(universe: Universe): number {
  const { clock } = universe.state;
  return clock.ticking ? clock.now + Math.floor((universe.wallClock() - clock.wall) / 1000) : clock.now;
}

export function worldOf(universe: Universe, account = ''): World {
  return {
    universe,
    account,
    get data() {
      const found = universe.state.accounts[account];
      if (found) return found;
      const made = emptyAccount();
      universe.state.accounts[account] = made;
      return made;
    },
    get tables() {
      return this.data.tables;
    },
    now(testClock) {
      const clock = testClock ? this.tables.testClocks[testClock] : undefined;
      return clock ? clock.frozen_time : clockNow(universe);
    },
    id: (prefix) => nextId(universe.state.seed, universe.state.counters, prefix),
    secret: (label) => seededText(universe.state.seed, `secret:${label}`, 24),
    put(table, object) {
      const rows = this.tables[table] as Record<string, unknown>;
      if (!(object.id in rows)) {
        universe.state.sequence += 1;
        this.data.order[object.id] = universe.state.sequence;
      }
      rows[object.id] = object;
      return object;
    },
    remove(table, id) {
      const rows = this.tables[table] as Record<string, { object?: string }>;
      this.data.deleted[id] = rows[id]?.object ?? table;
      delete rows[id];
    },
  };
}
