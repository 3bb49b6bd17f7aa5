/** What the dashboard shows. Units as in `models.ts`; fields with `wall` in the name are epoch seconds of the computer's clock. */
import type { InvoiceRow, PageFrame, SubscriptionStatus } from '../models.js';

/** Something the simulated clock will do. */
export interface DueItem {
  readonly at: number;
  /** `Renewal $19.00`, `Trial ends`, `Retry $22.99`. */
  readonly label: string;
  /** Whose: customer name or id; null for things without a customer. */
  readonly who: string | null;
  readonly kind: 'renewal' | 'trial_end' | 'retry' | 'cancel' | 'expiry' | 'schedule' | 'other';
}

export interface ClockModel {
  /** Everything due within the next weeks, ascending; the ruler shows what fits and says how many more there are. */
  readonly due: readonly DueItem[];
  /** When `Advance to next renewal` lands; null when nothing renews. */
  readonly nextRenewalAt: number | null;
  /** True when simulated time runs along with the computer's; false when it stands still between advances. */
  readonly ticking: boolean;
  readonly wallNow: number;
  /** While an advance is under way. */
  readonly advancing: {
    readonly from: number;
    readonly to: number;
    readonly done: number;
    readonly total: number;
    readonly waitingFor: string | null;
  } | null;
}

export type AttemptOutcome = 'delivered' | 'failed' | 'waiting';

export interface AttemptModel {
  readonly outcome: AttemptOutcome;
  /** When it was sent, or will be. */
  readonly wallAt: number;
  /** HTTP status; null: no answer, or not sent yet. */
  readonly status: number | null;
  /** `store unavailable`, `connection refused`, the first words of the answer; null when there is nothing to say. */
  readonly detail: string | null;
  readonly tookMs: number | null;
}

/** One event on its way to one endpoint. */
export interface DeliveryModel {
  readonly event: string;
  readonly endpoint: string;
  readonly type: string;
  /** The object's customer, or the object itself. */
  readonly subject: string | null;
  readonly createdAt: number;
  readonly attempts: readonly AttemptModel[];
  /** `dropped`: a fault kept it from being sent. `retrying`: failed and will be tried again. */
  readonly state: 'delivered' | 'waiting' | 'retrying' | 'failed' | 'dropped';
}

export interface EndpointModel {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  /** Event types, or `['*']`. */
  readonly events: readonly string[];
  readonly delivered: number;
  readonly waiting: number;
  readonly failed: number;
  readonly faults: WebhookFaults;
}

/** Faults of an endpoint's deliveries, until turned off. */
export interface WebhookFaults {
  readonly delivery: 'in_order' | 'twice' | 'reversed' | 'none';
  readonly late: boolean;
  readonly wrongSignature: boolean;
}

export interface CustomerRow {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  /** The subscription that says most about this customer. */
  readonly subscription: SubscriptionRow | null;
  readonly card: string | null;
  /** Set by `fail next payment`. */
  readonly failsNextPayment: boolean;
}

export interface SubscriptionRow {
  readonly id: string;
  readonly customer: string;
  readonly customerName: string | null;
  readonly product: string;
  readonly status: SubscriptionStatus;
  readonly amount: number;
  readonly currency: string;
  /** `month`, `3 months`. */
  readonly interval: string;
  readonly periodEnd: number;
  readonly cancelAt: number | null;
}

export interface DashboardInvoiceRow extends InvoiceRow {
  readonly customer: string;
  readonly customerName: string | null;
}

/** A charge, what came back of it, and what can be done to it. */
export interface PaymentRow {
  readonly charge: string;
  readonly customer: string | null;
  readonly customerName: string | null;
  readonly createdAt: number;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'pending' | 'failed';
  /** Why it failed. */
  readonly failure: string | null;
  readonly dispute: { readonly id: string; readonly status: string; readonly open: boolean } | null;
}

export interface EventRow {
  readonly id: string;
  readonly type: string;
  /** Id of the object inside. */
  readonly object: string | null;
  readonly customer: string | null;
  readonly createdAt: number;
  /** How its deliveries stand: `2 of 2 delivered`; null when no endpoint listens. */
  readonly deliveries: string | null;
}

export interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** First row's place, from 0. */
  readonly offset: number;
  readonly pageSize: number;
}

export type DashboardView =
  | {
      readonly name: 'overview';
      readonly deliveries: Paged<DeliveryModel>;
      readonly failedOnly: boolean;
      /** The delivery shown open, with its payload; null: none. */
      readonly open: { readonly event: string; readonly endpoint: string; readonly payload: unknown } | null;
      readonly customers: readonly CustomerRow[];
    }
  | { readonly name: 'customers'; readonly customers: Paged<CustomerRow> }
  | { readonly name: 'subscriptions'; readonly subscriptions: Paged<SubscriptionRow> }
  | { readonly name: 'invoices'; readonly invoices: Paged<DashboardInvoiceRow> }
  | { readonly name: 'payments'; readonly payments: Paged<PaymentRow> }
  | { readonly name: 'events'; readonly events: Paged<EventRow>; readonly type: string | null }
  /** Any object by id, as the API renders it; `object: null` when there is none. */
  | {
      readonly name: 'object';
      readonly id: string;
      readonly object: unknown;
      readonly deliveries: readonly DeliveryModel[];
      readonly events: readonly EventRow[];
    };

export interface DashboardModel {
  readonly frame: PageFrame;
  readonly clock: ClockModel;
  readonly endpoints: readonly EndpointModel[];
  /** Faults of the API, in words, each with the key that clears it. */
  readonly apiFaults: readonly { readonly id: string; readonly label: string }[];
  /** Grows with every change of state; the live script reloads when it differs. */
  readonly version: string;
  readonly counts: {
    readonly customers: number;
    readonly subscriptions: number;
    readonly invoices: number;
    readonly payments: number;
    readonly events: number;
  };
  readonly notice: { readonly tone: 'ok' | 'bad'; readonly message: string } | null;
  readonly view: DashboardView;
}
