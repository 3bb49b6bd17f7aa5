/** Portal and invoice models to look at and to test with. Not published. */
import { EMPTY_ENTRY } from '../src/pages/kit/card-fields.js';
import type { ChallengeModel, InvoiceModel, InvoiceRow, PortalModel, PortalSubscription } from '../src/pages/models.js';
import { at, FRAME, MONTHLY, NOW } from './fixtures.js';

const INVOICE: InvoiceRow = {
  id: 'in_1Rk9Xw',
  number: '4F2A-0003',
  createdAt: at('2026-12-15T09:00:00'),
  status: 'open',
  amount: 2299,
  currency: 'usd',
  nextAttemptAt: at('2026-12-18T09:00:00'),
  attempts: 1,
  refunded: 0,
};

export const INVOICES: readonly InvoiceRow[] = [
  INVOICE,
  {
    ...INVOICE,
    id: 'in_1Qx2Lp',
    number: '4F2A-0002',
    createdAt: at('2026-11-15T09:00:00'),
    status: 'paid',
    nextAttemptAt: null,
    refunded: 500,
  },
  {
    ...INVOICE,
    id: 'in_1Pd8Tz',
    number: '4F2A-0001',
    createdAt: at('2026-10-15T09:00:00'),
    status: 'paid',
    nextAttemptAt: null,
  },
];

export const SUBSCRIPTION: PortalSubscription = {
  id: 'sub_Nordlicht01',
  product: 'Starter',
  status: 'active',
  amount: 1900,
  currency: 'usd',
  interval: MONTHLY,
  quantity: 1,
  periodStart: at('2026-12-15T09:00:00'),
  periodEnd: at('2027-01-15T09:00:00'),
  trialEndsAt: null,
  cancelAt: null,
  canceledAt: null,
  endedAt: null,
  pendingChange: null,
  unpaid: null,
  paymentMethod: null,
  can: { cancel: true, resume: true, changePlan: true },
  cancelMode: 'at_period_end',
};

const PAST_DUE: PortalSubscription = {
  ...SUBSCRIPTION,
  status: 'past_due',
  unpaid: {
    invoice: 'in_1Rk9Xw',
    amount: 2299,
    since: at('2026-12-15T09:00:00'),
    nextAttemptAt: at('2026-12-18T09:00:00'),
  },
};
const CARD = { id: 'pm_1', brand: 'Visa', last4: '0341', expMonth: 12, expYear: 2029, effect: 'fails at renewal' };

const PORTAL: PortalModel = {
  frame: FRAME,
  session: 'bps_1Rk01',
  merchant: 'QuantiPack',
  customer: { id: 'cus_Nordlicht01', name: 'Nordlicht Ceramics', email: 'ana@nordlicht.example' },
  returnUrl: 'http://localhost:3000/plan',
  flow: false,
  subscriptions: [SUBSCRIPTION],
  paymentMethod: { ...CARD, last4: '4242', effect: null },
  canUpdateCard: true,
  invoices: INVOICES.slice(1),
  notice: null,
  view: { name: 'overview' },
};

const PLANS = [
  {
    price: 'price_starter',
    product: 'Starter',
    detail: '50 tokens each month',
    amount: 1900,
    currency: 'usd',
    interval: MONTHLY,
    current: true,
  },
  {
    price: 'price_pro',
    product: 'Professional',
    detail: '150 tokens each month',
    amount: 4900,
    currency: 'usd',
    interval: MONTHLY,
    current: false,
  },
  {
    price: 'price_pro_year',
    product: 'Professional',
    detail: '150 tokens each month',
    amount: 49_000,
    currency: 'usd',
    interval: { unit: 'year', count: 1 },
    current: false,
  },
] as const;

const CANCELLED: PortalSubscription = {
  ...SUBSCRIPTION,
  cancelAt: SUBSCRIPTION.periodEnd,
  canceledAt: at('2026-12-17T14:20:00'),
};

export const PORTALS: Readonly<Record<string, PortalModel>> = {
  active: PORTAL,
  pastDue: { ...PORTAL, subscriptions: [PAST_DUE], paymentMethod: CARD, invoices: INVOICES },
  cancelled: {
    ...PORTAL,
    subscriptions: [CANCELLED],
    notice: { tone: 'ok', message: 'Starter ends on 15 January 2027. No further charges.' },
  },
  several: {
    ...PORTAL,
    customer: { id: 'cus_Nordlicht01', name: null, email: null },
    subscriptions: [
      { ...SUBSCRIPTION, id: 'sub_ended', status: 'canceled', endedAt: at('2026-11-15T09:00:00') },
      {
        ...SUBSCRIPTION,
        id: 'sub_trial',
        product: 'Professional',
        amount: 4900,
        status: 'trialing',
        trialEndsAt: at('2026-12-31T09:00:00'),
        paymentMethod: CARD,
      },
      { ...SUBSCRIPTION, id: 'sub_change', pendingChange: { product: 'Solo', at: SUBSCRIPTION.periodEnd } },
      { ...SUBSCRIPTION, id: 'sub_incomplete', status: 'incomplete' },
      { ...SUBSCRIPTION, id: 'sub_paused', status: 'paused' },
    ],
  },
  none: { ...PORTAL, subscriptions: [], paymentMethod: null, invoices: [] },
  cancel: { ...PORTAL, subscriptions: [PAST_DUE], view: { name: 'cancel', subscription: PAST_DUE } },
  cancelNow: {
    ...PORTAL,
    flow: true,
    view: { name: 'cancel', subscription: { ...SUBSCRIPTION, cancelMode: 'immediately' } },
  },
  plans: { ...PORTAL, view: { name: 'plans', subscription: SUBSCRIPTION, plans: PLANS } },
  confirmPlan: {
    ...PORTAL,
    view: {
      name: 'confirmPlan',
      subscription: SUBSCRIPTION,
      plan: PLANS[1],
      lines: [
        { label: 'Unused time on Starter after 17 Dec 2026', amount: -1770 },
        { label: 'Remaining time on Professional after 17 Dec 2026', amount: 4565 },
      ],
      dueToday: 2795,
      effectiveAt: NOW,
    },
  },
  card: {
    ...PORTAL,
    view: {
      name: 'card',
      entry: EMPTY_ENTRY,
      declined: { message: 'Your card was declined.', code: 'generic_decline' },
      problems: [],
      cards: null,
    },
  },
  done: {
    ...PORTAL,
    flow: true,
    view: { name: 'done', message: 'Starter ends on 15 January 2027. No further charges.' },
  },
};

export const CHALLENGES: Readonly<Record<string, ChallengeModel>> = {
  payment: {
    frame: FRAME,
    merchant: 'QuantiPack',
    intent: 'pi_1Rk01',
    last4: '3155',
    amount: { value: 2299, currency: 'usd' },
  },
  setup: { frame: FRAME, merchant: 'QuantiPack', intent: 'seti_1Rk01', last4: null, amount: null },
};

const INVOICE_PAGE: InvoiceModel = {
  frame: FRAME,
  merchant: 'QuantiPack',
  customer: PORTAL.customer,
  invoice: {
    ...INVOICE,
    dueAt: null,
    paidAt: null,
    lines: [
      {
        label: 'Starter',
        period: { start: SUBSCRIPTION.periodStart, end: SUBSCRIPTION.periodEnd },
        quantity: 1,
        amount: 1900,
      },
    ],
    subtotal: 1900,
    discounts: [],
    taxes: [{ label: 'VAT 21%', amount: 399 }],
    amountPaid: 0,
    amountDue: 2299,
  },
  pay: { entry: EMPTY_ENTRY, declined: null, cards: null },
};

export const INVOICE_PAGES: Readonly<Record<string, InvoiceModel>> = {
  open: INVOICE_PAGE,
  paid: {
    ...INVOICE_PAGE,
    invoice: {
      ...INVOICE_PAGE.invoice,
      status: 'paid',
      nextAttemptAt: null,
      paidAt: at('2026-12-15T10:00:00'),
      amountPaid: 2299,
      amountDue: 0,
      refunded: 500,
    },
    pay: null,
  },
};
