import type { EntitlementFacts } from '../../src/plans/entitlement.js';
import type { PriceMeaning } from '../../src/plans/price-meaning.js';
import type { InvoiceFacts, InvoiceLineFacts } from '../../src/stripe/read-invoice.js';
import type { SubscriptionFacts, SubscriptionItemFacts } from '../../src/stripe/read-subscription.js';

export const DAY = 86_400_000;
export const GRACE = 9 * DAY;
export const JAN = Date.UTC(2026, 0, 15);
export const FEB = Date.UTC(2026, 1, 15);
export const MAR = Date.UTC(2026, 2, 15);
export const starter: PriceMeaning = {
  plan: 'starter',
  productGroup: 'main',
  interval: 'month',
  amount: 1900,
  currency: 'usd',
};
export const starterYear: PriceMeaning = { ...starter, interval: 'year', amount: 19_000 };
export const professional: PriceMeaning = { ...starter, plan: 'professional', amount: 4900 };
const prices: Readonly<Record<string, PriceMeaning>> = {
  price_starter: starter,
  price_starter_year: starterYear,
  price_professional: professional,
};

export const subscription = (over: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  items: [],
  startedAt: JAN,
  cancelAtPeriodEnd: false,
  cancelAt: null,
  canceledAt: null,
  endedAt: null,
  trialStart: null,
  trialEnd: null,
  isCollectionPaused: false,
  upcoming: null,
  hasDiscount: false,
  latestInvoice: null,
  card: null,
  livemode: false,
  metadata: {},
  ...over,
});
export const item = (over: Partial<SubscriptionItemFacts> = {}): SubscriptionItemFacts => ({
  id: 'si_plan',
  price: 'price_starter',
  product: null,
  quantity: 1,
  amount: 1900,
  currency: 'usd',
  interval: 'month',
  lookupKey: null,
  periodStart: JAN,
  periodEnd: FEB,
  ...over,
});
export const line = (over: Partial<InvoiceLineFacts> = {}): InvoiceLineFacts => ({
  periodStart: JAN,
  periodEnd: FEB,
  price: 'price_starter',
  item: 'si_plan',
  subscription: 'sub_1',
  isSubscriptionLine: true,
  isProration: false,
  amount: 1900,
  ...over,
});
export const invoice = (
  lines: readonly InvoiceLineFacts[] = [line()],
  over: Partial<InvoiceFacts> = {},
): InvoiceFacts => ({
  id: 'in_1',
  customer: 'cus_1',
  subscription: 'sub_1',
  status: 'paid',
  isPaid: true,
  billingReason: 'subscription_cycle',
  amountDue: 1900,
  amountPaid: 1900,
  total: 1900,
  currency: 'usd',
  attemptCount: 1,
  nextPaymentAttempt: null,
  collectionMethod: 'charge_automatically',
  dueAt: null,
  createdAt: JAN,
  hasMoreLines: false,
  lines,
  ...over,
});
export const open = { status: 'open', isPaid: false, amountPaid: 0 } as const;

export const facts = (
  invoices: readonly InvoiceFacts[],
  over: Partial<Omit<EntitlementFacts, 'invoices'>> = {},
): EntitlementFacts => {
  const sold = over.item ?? item();
  const meaningOf = over.meaningOf ?? ((price: string) => prices[price] ?? null);
  return {
    subscription: subscription(),
    item: sold,
    meaning: meaningOf(sold.price) ?? starter,
    invoices,
    meaningOf,
    trial: null,
    written: null,
    writtenEnd: null,
    graceMs: GRACE,
    now: JAN + DAY,
    ...over,
  };
};
