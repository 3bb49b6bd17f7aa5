import { enginePrices } from './engine-catalog.js';

/** Instants are seconds, as Stripe's. */
export interface StripeSubscription {
  readonly id: string;
  readonly customer: string;
  plan: string;
  readonly interval: 'month' | 'year';
  status: 'active' | 'past_due' | 'canceled';
  readonly startedAt: number;
  periodStart: number;
  periodEnd: number;
  /** Paid or unpaid, the running one included. */
  periods: number;
  cancelAtPeriodEnd: boolean;
  canceledAt: number | null;
  endedAt: number | null;
  /** Newest first. */
  readonly invoices: StripeInvoice[];
}
export interface StripeInvoice {
  readonly id: string;
  readonly reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  status: 'paid' | 'open';
  readonly plan: string;
  readonly at: number;
  readonly periodStart: number;
  readonly periodEnd: number;
}
const API_VERSION = '2026-10-28.endive';
const amountOf = (plan: string, interval: 'month' | 'year'): number => enginePrices[plan]?.[interval] ?? 0;
export const lookupKeyOf = (plan: string, interval: string): string => `farebox:${plan}:${interval}`;
export const priceOf = (plan: string, interval: string): string => `price_${plan}_${interval}`;

export function renderSubscription(one: StripeSubscription) {
  return {
    id: one.id,
    object: 'subscription',
    customer: one.customer,
    status: one.status,
    start_date: one.startedAt,
    created: one.startedAt,
    cancel_at_period_end: one.cancelAtPeriodEnd,
    cancel_at: one.cancelAtPeriodEnd ? one.periodEnd : null,
    canceled_at: one.canceledAt,
    ended_at: one.endedAt,
    trial_start: null,
    trial_end: null,
    pause_collection: null,
    latest_invoice: one.invoices[0]?.id ?? null,
    default_payment_method: null,
    livemode: false,
    metadata: {},
    items: {
      object: 'list',
      data: [
        {
          id: `si_${one.id}`,
          object: 'subscription_item',
          quantity: 1,
          current_period_start: one.periodStart,
          current_period_end: one.periodEnd,
          price: {
            id: priceOf(one.plan, one.interval),
            object: 'price',
            product: `prod_${one.plan}`,
            unit_amount: amountOf(one.plan, one.interval),
            currency: 'usd',
            recurring: { interval: one.interval, interval_count: 1 },
            lookup_key: lookupKeyOf(one.plan, one.interval),
          },
        },
      ],
      has_more: false,
    },
  };
}

export function renderInvoice({ id, customer, interval }: StripeSubscription, invoice: StripeInvoice) {
  const amount = amountOf(invoice.plan, interval);
  const isUpdate = invoice.reason === 'subscription_update';
  return {
    id: invoice.id,
    object: 'invoice',
    customer,
    status: invoice.status,
    billing_reason: invoice.reason,
    amount_due: amount,
    amount_paid: invoice.status === 'paid' ? amount : 0,
    total: amount,
    currency: 'usd',
    attempt_count: 1,
    next_payment_attempt: null,
    created: invoice.at,
    parent: { type: 'subscription_details', subscription_details: { subscription: id } },
    lines: {
      object: 'list',
      data: [
        {
          id: `il_${invoice.id}`,
          object: 'line_item',
          amount,
          period: { start: isUpdate ? invoice.at : invoice.periodStart, end: invoice.periodEnd },
          pricing: { price_details: { price: priceOf(invoice.plan, interval) } },
          parent: {
            type: 'subscription_item_details',
            subscription_item_details: { subscription: id, proration: isUpdate },
          },
        },
      ],
      has_more: false,
    },
  };
}

/** The raw bytes of a webhook, as text. */
export const renderEvent = (id: string, type: string, object: unknown): string =>
  JSON.stringify({ id, object: 'event', type, api_version: API_VERSION, livemode: false, data: { object } });
