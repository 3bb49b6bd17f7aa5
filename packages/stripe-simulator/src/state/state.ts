import { toAccount, toRecord } from './records.js';
import type { JsonObject } from './stored.js';
import { TABLE_NAMES, type Tables } from './tables.js';

/** What the simulator knows about an object beside what the API shows. */
interface Notes {
  /** Payment method id -> digits of the test card behind it. */
  cards: Record<string, string>;
  /** Checkout session id -> what its parameters asked for beyond the object's own fields. */
  sessions: Record<string, JsonObject>;
  /** Subscription id -> settings without a public field. */
  subscriptions: Record<string, { dunning?: number | undefined; noticed?: Record<string, number> | undefined }>;
  /** Invoice id -> payment intent and hosted page key. */
  invoices: Record<string, { payment_intent: string | null; kind?: string | undefined }>;
  /** Payment intent id -> what is decided when it is confirmed again. */
  intents: Record<
    string,
    { authenticated?: boolean | undefined; invoice?: string | undefined; off_session?: boolean | undefined }
  >;
  /** Customers whose next charge fails on purpose. */
  failNextPayment: Record<string, boolean>;
  /** What Stripe does a moment after its answer: charge or payment intent id -> what, and in how many calls. */
  later: Record<string, { kind: 'capture' | 'processing'; calls: number; fails?: boolean | undefined }>;
  /** Bank transfers: payment intent, or customer and currency -> minor units received. */
  funded: Record<string, number>;
  /** Usage records of the years before meters, by subscription item. */
  usage: Record<string, { timestamp: number; quantity: number }[]>;
  /** Price ids made through /v1/plans. */
  plans: Record<string, boolean>;
  /** Webhook endpoint id -> how the simulator delivers to it. */
  endpoints: Record<string, EndpointNotes>;
}

export type DeliveryMode = 'in_order' | 'twice' | 'reversed' | 'none';

interface EndpointNotes {
  delivery: DeliveryMode;
  /** Old secrets that still sign during a rotation. */
  secrets: string[];
  /** Deliver with a wrong signature, or later than the others. */
  wrong_signature?: boolean | undefined;
  late?: boolean | undefined;
  /** Say live mode, as an event that comes to the wrong endpoint does. */
  livemode?: boolean | undefined;
  /** Send thin notifications instead of snapshots. */
  thin?: boolean | undefined;
}

/** One account: the platform under the empty name, connected accounts under their id. */
export interface AccountState {
  tables: Tables;
  notes: Notes;
  /** Ids of objects that were deleted, with the kind they had. */
  deleted: Record<string, string>;
  /** Names of tables in the order of making: object id -> rising number; newest-first lists sort by it. */
  order: Record<string, number>;
}

export interface IdempotentAnswer {
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  /** Wall clock, in milliseconds: keys age in real time. */
  at: number;
}

export interface State {
  seed: string;
  /** Simulated seconds since 1970 at `clock.wall`; stands still unless `clock.ticking`. */
  clock: { now: number; ticking: boolean; wall: number };
  counters: Record<string, number>;
  sequence: number;
  accounts: Record<string, AccountState>;
  idempotency: Record<string, IdempotentAnswer>;
}

export function emptyAccount(): AccountState {
  const tables = Object.fromEntries(TABLE_NAMES.map((name) => [name, {}])) as unknown as Tables;
  return toAccount({
    tables,
    notes: {
      cards: {},
      sessions: {},
      subscriptions: {},
      invoices: {},
      intents: {},
      failNextPayment: {},
      later: {},
      funded: {},
      usage: {},
      plans: {},
      endpoints: {},
    },
    deleted: {},
    order: {},
  });
}

export function emptyState(seed: string, now: number, ticking: boolean, wall: number): State {
  return {
    seed,
    clock: { now, ticking, wall },
    counters: toRecord<number>(),
    sequence: 0,
    accounts: toRecord({ '': emptyAccount() }),
    idempotency: toRecord<IdempotentAnswer>(),
  };
}
