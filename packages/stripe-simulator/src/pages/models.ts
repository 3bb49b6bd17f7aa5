/**
 * What the hosted pages need to know, and nothing more. The engine maps its state to these models and serves the strings
 * that `checkoutPage`, `portalPage`, `invoicePage`, `messagePage` and the dashboard pages return.
 *
 * Units, everywhere: amounts are integers in the currency's minor unit as Stripe counts them; currencies are lower-case
 * ISO codes; instants are epoch seconds of simulated time unless the name says `wall`. Pages format them (English, UTC).
 * Addresses and form fields are in `routes.ts`, the readers of posted forms in `forms.ts`.
 */

/** On every page: where it is served and what the simulated clock says. */
export interface PageFrame {
  /** Prefix when mounted under a path of the host's server: `''` or `'/stripe'`; never ends in a slash. */
  readonly base: string;
  /** The simulator's own host, shown in the bar: `localhost:12111`. */
  readonly host: string;
  /** Simulated time. */
  readonly now: number;
}

/** A test card offered by what it does. */
export interface CardChoice {
  /** Digits only. */
  readonly number: string;
  /** What happens, as a sentence part: `Declined, insufficient funds`. */
  readonly effect: string;
  /** The first few are shown at once, the others behind "More cards". */
  readonly common: boolean;
}

export type DeliveryMode = 'default' | 'late' | 'twice' | 'reversed' | 'dropped';

/** What to put back into a card form that was sent before; `cardNumber` as typed. */
export interface CardEntry {
  /** Digits of the picked card; null picks the first. */
  readonly card: string | null;
  readonly cardNumber: string;
  readonly exp: string;
  readonly cvc: string;
  readonly name: string;
}

// ---------------------------------------------------------------- checkout

export interface CheckoutLine {
  /** `Starter`. */
  readonly name: string;
  /** `50 tokens each month`, a description or null. */
  readonly detail: string | null;
  readonly quantity: number;
  /** For the whole line, before discounts and tax. */
  readonly amount: number;
  /** Null for one-off lines. */
  readonly interval: BillingInterval | null;
}

export interface BillingInterval {
  readonly unit: 'day' | 'week' | 'month' | 'year';
  readonly count: number;
}

/** The part that every state of a checkout session shows. */
export interface CheckoutSummary {
  readonly id: string;
  readonly mode: 'payment' | 'subscription' | 'setup';
  /** Shown as "Back to …" and "Return to …"; the account's business name, else the host of the return address. */
  readonly merchant: string;
  readonly customer: string | null;
  readonly currency: string;
  readonly lines: readonly CheckoutLine[];
  readonly subtotal: number;
  readonly discounts: readonly { readonly label: string; readonly amount: number; readonly code: string | null }[];
  readonly taxes: readonly { readonly label: string; readonly amount: number }[];
  /** What is charged now; 0 during a trial or with a full discount. */
  readonly dueToday: number;
  /** Null without recurring lines. `amount` is what the next renewal asks, after the discounts that last. */
  readonly recurring: { readonly amount: number; readonly interval: BillingInterval; readonly startsAt: number } | null;
  readonly trialEndsAt: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Null when the session has none (embedded). */
  readonly cancelUrl: string | null;
  /** `success_url` or `return_url` with the session id already in place; null for sessions that never redirect. */
  readonly returnUrl: string | null;
  /** Served inside the host's page: links that leave open in the top window. */
  readonly embedded: boolean;
}

export interface CheckoutOpen {
  readonly state: 'open';
  /** Set after a decline: the sentence Stripe's error carries and its decline code. */
  readonly declined: { readonly message: string; readonly code: string | null } | null;
  /** Faults of the form itself, one sentence each: `Your card number is incomplete.` */
  readonly problems: readonly string[];
  readonly entry: CardEntry;
  readonly email: string;
  /** A customer with an address cannot change it here. */
  readonly emailLocked: boolean;
  /** `allow_promotion_codes`. */
  readonly promotionCodes: boolean;
  readonly promotionProblem: string | null;
  /** False where nothing is due and `payment_method_collection` is `if_required`. */
  readonly collectCard: boolean;
  /** Null: the usual list, `CARD_CHOICES`. */
  readonly cards: readonly CardChoice[] | null;
  readonly delivery: DeliveryChoice;
}

/** The webhook endpoints the events of this payment go to. */
export interface DeliveryChoice {
  readonly mode: DeliveryMode;
  readonly endpoints: readonly string[];
  /** How the endpoints are set, for the first option: `in order`, `each twice`, `not at all`. */
  readonly setting: string;
}

export interface CheckoutChallenge {
  readonly state: 'challenge';
  readonly last4: string;
  readonly amount: number;
}

export interface CheckoutModel {
  readonly frame: PageFrame;
  readonly session: CheckoutSummary;
  readonly view: CheckoutOpen | CheckoutChallenge | { readonly state: 'complete' } | { readonly state: 'expired' };
}

// ---------------------------------------------------------------- portal

export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'canceled'
  | 'unpaid'
  | 'paused';

export interface PortalSubscription {
  readonly id: string;
  /** `Starter`; several items are joined by the engine: `Starter and 3 seats`. */
  readonly product: string;
  readonly status: SubscriptionStatus;
  readonly amount: number;
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly quantity: number;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly trialEndsAt: number | null;
  /** When it ends if nobody resumes it; null when it renews. */
  readonly cancelAt: number | null;
  readonly canceledAt: number | null;
  readonly endedAt: number | null;
  /** A change waiting for the period's end (schedule). */
  readonly pendingChange: { readonly product: string; readonly at: number } | null;
  /** An invoice that waits for money. */
  readonly unpaid: {
    readonly invoice: string;
    readonly amount: number;
    readonly since: number;
    readonly nextAttemptAt: number | null;
  } | null;
  readonly paymentMethod: PortalCard | null;
  /** What the portal configuration allows. */
  readonly can: { readonly cancel: boolean; readonly resume: boolean; readonly changePlan: boolean };
  readonly cancelMode: 'at_period_end' | 'immediately';
}

export interface PortalCard {
  readonly id: string;
  /** `Visa`. */
  readonly brand: string;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  /** What this test card does, if it is one: `fails at renewal`. */
  readonly effect: string | null;
}

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';

export interface InvoiceRow {
  readonly id: string;
  readonly number: string | null;
  readonly createdAt: number;
  readonly status: InvoiceStatus;
  readonly amount: number;
  readonly currency: string;
  readonly nextAttemptAt: number | null;
  readonly attempts: number;
  readonly refunded: number;
}

/** A price the customer may switch to. */
export interface PlanChoice {
  readonly price: string;
  readonly product: string;
  readonly detail: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly current: boolean;
}

export type PortalView =
  | { readonly name: 'overview' }
  /** What is charged or refunded on the way; one line per date, made by the engine or left empty. */
  | { readonly name: 'cancel'; readonly subscription: PortalSubscription }
  | { readonly name: 'plans'; readonly subscription: PortalSubscription; readonly plans: readonly PlanChoice[] }
  | {
      readonly name: 'confirmPlan';
      readonly subscription: PortalSubscription;
      readonly plan: PlanChoice;
      /** From the invoice preview: lines as Stripe words them. */
      readonly lines: readonly { readonly label: string; readonly amount: number }[];
      readonly dueToday: number;
      /** When the new price starts; equals `frame.now` for an immediate change. */
      readonly effectiveAt: number;
    }
  | {
      readonly name: 'card';
      readonly entry: CardEntry;
      readonly declined: { readonly message: string; readonly code: string | null } | null;
      readonly problems: readonly string[];
      readonly cards: readonly CardChoice[] | null;
    }
  /** After a flow (`flow_data.after_completion`): a sentence and the way back. */
  | { readonly name: 'done'; readonly message: string };

export interface PortalModel {
  readonly frame: PageFrame;
  readonly session: string;
  readonly merchant: string;
  readonly customer: { readonly id: string; readonly name: string | null; readonly email: string | null };
  /** Null when the session has no way back. */
  readonly returnUrl: string | null;
  /** True inside a `flow_data` session: no navigation to the other parts. */
  readonly flow: boolean;
  readonly subscriptions: readonly PortalSubscription[];
  /** The customer's default card. */
  readonly paymentMethod: PortalCard | null;
  readonly canUpdateCard: boolean;
  readonly invoices: readonly InvoiceRow[] | null;
  /** What the last action did, shown once: `Starter renews again on 3 January 2027.` */
  readonly notice: { readonly tone: 'ok' | 'bad'; readonly message: string } | null;
  readonly view: PortalView;
}

/** `hosted_invoice_url` and, printed, `invoice_pdf`. */
export interface InvoiceModel {
  readonly frame: PageFrame;
  readonly merchant: string;
  readonly customer: { readonly id: string; readonly name: string | null; readonly email: string | null };
  readonly invoice: InvoiceRow & {
    readonly dueAt: number | null;
    readonly paidAt: number | null;
    readonly lines: readonly {
      readonly label: string;
      readonly period: { readonly start: number; readonly end: number } | null;
      readonly quantity: number;
      readonly amount: number;
    }[];
    readonly subtotal: number;
    readonly discounts: readonly { readonly label: string; readonly amount: number }[];
    readonly taxes: readonly { readonly label: string; readonly amount: number }[];
    readonly amountPaid: number;
    readonly amountDue: number;
  };
  /** Null when it cannot be paid here. */
  readonly pay: {
    readonly entry: CardEntry;
    readonly declined: { readonly message: string; readonly code: string | null } | null;
    readonly cards: readonly CardChoice[] | null;
  } | null;
}

/** A page that only says something: an unknown session, a closed portal. */
export interface MessageModel {
  readonly frame: PageFrame;
  readonly title: string;
  readonly message: string;
  readonly link: { readonly label: string; readonly url: string } | null;
}

/** The bank's question outside a checkout: GET and POST /3ds/:intent, `answer=approve|deny`. */
export interface ChallengeModel {
  readonly frame: PageFrame;
  readonly merchant: string;
  /** Payment or setup intent. */
  readonly intent: string;
  readonly last4: string | null;
  /** Null for a setup. */
  readonly amount: { readonly value: number; readonly currency: string } | null;
}
