/** Dashboard models to look at and to test with. Not published. */
import type {
  AttemptModel,
  CustomerRow,
  DashboardModel,
  DeliveryModel,
  DueItem,
  EndpointModel,
  EventRow,
  PaymentRow,
  SubscriptionRow,
} from '../src/pages/dashboard/dashboard-models.js';
import { at, FRAME, NOW } from './fixtures.js';
import { INVOICES } from './portal-fixtures.js';

const WALL = at('2026-11-25T14:20:07');
const ENDPOINT = 'we_1Rk0';

const ok = (wallAt: number): AttemptModel => ({ outcome: 'delivered', wallAt, status: 200, detail: null, tookMs: 31 });
const bad = (wallAt: number): AttemptModel => ({
  outcome: 'failed',
  wallAt,
  status: 500,
  detail: 'store unavailable',
  tookMs: 212,
});

const delivery = (
  event: string,
  type: string,
  subject: string | null,
  secondsAgo: number,
  state: DeliveryModel['state'],
  attempts: readonly AttemptModel[],
): DeliveryModel => ({
  event,
  endpoint: ENDPOINT,
  type,
  subject,
  createdAt: NOW - secondsAgo,
  attempts,
  state,
});

export const DELIVERIES: readonly DeliveryModel[] = [
  delivery('evt_1RkA03', 'checkout.session.completed', 'cus_Aster02', 9, 'delivered', [ok(WALL - 9)]),
  delivery('evt_1RkA02', 'invoice.paid', 'cus_Aster02', 9, 'delivered', [bad(WALL - 9), ok(WALL - 8)]),
  delivery('evt_1RkA01', 'customer.subscription.created', 'cus_Aster02', 10, 'delivered', [ok(WALL - 10)]),
  delivery('evt_1Rk9Y2', 'invoice.payment_failed', 'cus_Nordlicht01', 87, 'retrying', [
    bad(WALL - 87),
    bad(WALL - 86),
    { outcome: 'failed', wallAt: WALL - 84, status: null, detail: 'gave up after 10 s', tookMs: 10_000 },
    { outcome: 'waiting', wallAt: WALL + 226, status: null, detail: null, tookMs: null },
  ]),
  delivery('evt_1Rk9Y1', 'customer.subscription.updated', 'cus_Nordlicht01', 87, 'delivered', [
    ok(WALL - 87),
    ok(WALL - 87),
  ]),
  delivery(
    'evt_1Rk7B4',
    'customer.subscription.trial_will_end',
    'cus_KilnCo03',
    4676,
    'failed',
    [1, 2, 3, 4, 5, 6].map((index) => bad(WALL - 4676 + index)),
  ),
  delivery('evt_1Rk7B3', 'price.created', null, 4700, 'dropped', []),
  delivery('evt_1Rk6M0', 'payment_method.attached', 'cus_KilnCo03', 6005, 'delivered', [ok(WALL - 6005)]),
];

const subscription = (
  id: string,
  name: string,
  product: string,
  status: SubscriptionRow['status'],
  amount: number,
  end: string,
  cancelAt: number | null = null,
): SubscriptionRow => ({
  id: `sub_${id}`,
  customer: `cus_${id}`,
  customerName: name,
  product,
  status,
  amount,
  currency: 'usd',
  interval: 'month',
  periodEnd: at(end),
  cancelAt,
});

export const SUBSCRIPTIONS: readonly SubscriptionRow[] = [
  subscription('Nordlicht01', 'Nordlicht Ceramics', 'Starter', 'past_due', 1900, '2027-01-15T09:00:00'),
  subscription('Aster02', 'Aster Prints', 'Starter', 'active', 1900, '2027-01-03T08:00:00'),
  subscription('KilnCo03', 'Kiln & Co', 'Professional', 'trialing', 4900, '2026-12-20T18:00:00'),
  subscription(
    'Moor04',
    'Moor Paper',
    'Professional',
    'active',
    4900,
    '2027-01-03T08:00:00',
    at('2027-01-03T08:00:00'),
  ),
];

export const CUSTOMERS: readonly CustomerRow[] = [
  ...SUBSCRIPTIONS.map(
    (row, index): CustomerRow => ({
      id: row.customer,
      name: row.customerName,
      email: null,
      subscription: row,
      card: 'Visa 4242',
      failsNextPayment: index === 1,
    }),
  ),
  {
    id: 'cus_Linden05',
    name: null,
    email: 'mara@linden.example',
    subscription: null,
    card: null,
    failsNextPayment: false,
  },
];

const PAYMENT: PaymentRow = {
  charge: 'ch_1Rk01',
  customer: 'cus_Aster02',
  customerName: 'Aster Prints',
  createdAt: NOW - 9,
  amount: 2299,
  refunded: 0,
  currency: 'usd',
  status: 'succeeded',
  failure: null,
  dispute: null,
};

export const PAYMENTS: readonly PaymentRow[] = [
  PAYMENT,
  { ...PAYMENT, charge: 'ch_1Rk02', refunded: 500 },
  { ...PAYMENT, charge: 'ch_1Rk03', refunded: 2299 },
  {
    ...PAYMENT,
    charge: 'ch_1Rk04',
    status: 'failed',
    failure: 'Insufficient funds',
    customerName: 'Nordlicht Ceramics',
    customer: 'cus_Nordlicht01',
  },
  { ...PAYMENT, charge: 'ch_1Rk05', dispute: { id: 'dp_1', status: 'needs_response', open: true } },
  {
    ...PAYMENT,
    charge: 'ch_1Rk06',
    dispute: { id: 'dp_2', status: 'lost', open: false },
    refunded: 2299,
    customer: null,
    customerName: null,
  },
];

export const EVENTS: readonly EventRow[] = DELIVERIES.map((row, index) => ({
  id: row.event,
  type: row.type,
  object: row.subject === null ? 'price_1Rk0' : `sub_${row.subject.slice(4)}`,
  customer: row.subject,
  createdAt: row.createdAt,
  deliveries: index === 6 ? null : row.state === 'delivered' ? '1 of 1 delivered' : '0 of 1 delivered',
}));

const DUE: readonly DueItem[] = [
  { at: at('2026-12-18T09:00:00'), label: 'Retry $22.99', who: 'Nordlicht Ceramics', kind: 'retry' },
  { at: at('2026-12-20T18:00:00'), label: 'Trial ends', who: 'Kiln & Co', kind: 'trial_end' },
  { at: at('2027-01-03T08:00:00'), label: 'Renewal $22.99', who: 'Aster Prints', kind: 'renewal' },
  { at: at('2027-01-03T08:00:00'), label: 'Renewal $49.00', who: 'Moor Paper', kind: 'renewal' },
  { at: at('2027-01-15T09:00:00'), label: 'Renewal $22.99', who: 'Nordlicht Ceramics', kind: 'renewal' },
];

const LONG: DueItem = {
  at: at('2027-10-15T09:00:00'),
  label: 'Renewal $190.00',
  who: 'A customer with a very long name indeed',
  kind: 'renewal',
};

export const PAYLOAD = {
  id: 'evt_1Rk9Y2',
  object: 'event',
  type: 'invoice.payment_failed',
  api_version: '2026-09-30.endive',
  created: 1797517120,
  data: {
    object: {
      id: 'in_1Rk9Xw',
      object: 'invoice',
      customer: 'cus_Nordlicht01',
      amount_due: 2299,
      attempt_count: 1,
      next_payment_attempt: 1797584400,
      metadata: {},
    },
  },
};

const paged = <Row>(
  rows: readonly Row[],
  total: number = rows.length,
): { rows: readonly Row[]; total: number; offset: number; pageSize: number } => ({
  rows,
  total,
  offset: 0,
  pageSize: Math.max(rows.length, 1),
});

const LISTENER: EndpointModel = {
  id: ENDPOINT,
  url: 'http://localhost:3000/api/farebox/webhook',
  enabled: true,
  events: ['*'],
  delivered: 41,
  waiting: 1,
  failed: 1,
  faults: { delivery: 'twice', late: false, wrongSignature: false },
};

const BASE: DashboardModel = {
  frame: FRAME,
  clock: { due: DUE, nextRenewalAt: at('2027-01-03T08:00:00'), ticking: false, wallNow: WALL, advancing: null },
  endpoints: [LISTENER],
  apiFaults: [],
  version: '41',
  counts: { customers: 5, subscriptions: 4, invoices: 3, payments: 6, events: 128 },
  notice: null,
  view: {
    name: 'overview',
    deliveries: paged(DELIVERIES, 43),
    failedOnly: false,
    open: { event: 'evt_1Rk9Y2', endpoint: ENDPOINT, payload: PAYLOAD },
    customers: CUSTOMERS,
  },
};

export const DASHBOARDS: Readonly<Record<string, DashboardModel>> = {
  overview: BASE,
  advancing: {
    ...BASE,
    frame: { ...FRAME, now: at('2026-12-20T18:00:00') },
    clock: {
      ...BASE.clock,
      due: DUE.slice(2),
      advancing: {
        from: NOW,
        to: at('2027-01-03T08:00:00'),
        done: 2,
        total: 4,
        waitingFor: 'customer.subscription.updated',
      },
    },
    apiFaults: [{ id: 'f1', label: 'Next call: 429' }],
    view: {
      name: 'overview',
      deliveries: paged(DELIVERIES),
      failedOnly: false,
      open: null,
      customers: CUSTOMERS.slice(0, 2),
    },
  },
  empty: {
    ...BASE,
    clock: { ...BASE.clock, due: [], nextRenewalAt: null, ticking: true },
    endpoints: [],
    counts: { customers: 0, subscriptions: 0, invoices: 0, payments: 0, events: 0 },
    view: { name: 'overview', deliveries: paged([]), failedOnly: false, open: null, customers: [] },
  },
  yearly: {
    ...BASE,
    clock: {
      ...BASE.clock,
      due: [...DUE.slice(4), LONG],
      nextRenewalAt: at('2027-01-15T09:00:00'),
    },
    endpoints: [
      ...BASE.endpoints,
      {
        ...LISTENER,
        id: 'we_2',
        url: 'http://localhost:4000/hooks',
        enabled: false,
        events: ['invoice.paid', 'invoice.payment_failed'],
      },
    ],
    notice: { tone: 'ok', message: 'Advanced to 17 December 2026, 14:20. 3 events happened.' },
    view: {
      name: 'overview',
      deliveries: paged(DELIVERIES.filter((row) => row.state === 'failed')),
      failedOnly: true,
      open: null,
      customers: CUSTOMERS,
    },
  },
  customers: { ...BASE, view: { name: 'customers', customers: paged(CUSTOMERS, 12) } },
  subscriptions: { ...BASE, view: { name: 'subscriptions', subscriptions: paged(SUBSCRIPTIONS) } },
  invoices: {
    ...BASE,
    view: {
      name: 'invoices',
      invoices: paged(
        INVOICES.map((row) => ({ ...row, customer: 'cus_Nordlicht01', customerName: 'Nordlicht Ceramics' })),
      ),
    },
  },
  payments: { ...BASE, view: { name: 'payments', payments: paged(PAYMENTS) } },
  events: { ...BASE, view: { name: 'events', events: paged(EVENTS), type: 'invoice.*' } },
  object: {
    ...BASE,
    view: {
      name: 'object',
      id: 'evt_1Rk9Y2',
      object: PAYLOAD,
      deliveries: DELIVERIES.slice(3, 4),
      events: EVENTS.slice(0, 2),
    },
  },
  missing: { ...BASE, view: { name: 'object', id: 'evt_gone', object: null, deliveries: [], events: [] } },
};
