import type { JsonObject } from '../state/stored.js';
import type { StoredEvent } from '../state/tables.js';

// Where the object of an event is read again.
const PATHS: Readonly<Record<string, string>> = {
  customer: 'customers',
  product: 'products',
  price: 'prices',
  coupon: 'coupons',
  promotion_code: 'promotion_codes',
  subscription: 'subscriptions',
  subscription_schedule: 'subscription_schedules',
  invoice: 'invoices',
  invoiceitem: 'invoiceitems',
  invoice_payment: 'invoice_payments',
  payment_intent: 'payment_intents',
  setup_intent: 'setup_intents',
  payment_method: 'payment_methods',
  charge: 'charges',
  refund: 'refunds',
  dispute: 'disputes',
  credit_note: 'credit_notes',
  'checkout.session': 'checkout/sessions',
  'billing_portal.session': 'billing_portal/sessions',
  'billing_portal.configuration': 'billing_portal/configurations',
  'billing.meter': 'billing/meters',
  'billing.credit_grant': 'billing/credit_grants',
  'test_helpers.test_clock': 'test_helpers/test_clocks',
};

/** The same event as a thin notification: what happened to which object, and no copy of it. */
export function thinEvent(event: StoredEvent): JsonObject {
  const { object, id } = event.data.object as { object?: string; id?: string };
  const path = object ? PATHS[object] : undefined;
  return {
    id: event.id,
    object: 'v2.core.event',
    type: `v1.${event.type}`,
    created: new Date(event.created * 1000).toISOString(),
    livemode: event.livemode,
    context: null,
    reason: event.request.id
      ? { type: 'request', request: { id: event.request.id, idempotency_key: event.request.idempotency_key } }
      : null,
    related_object: path && id ? { id, type: object ?? '', url: `/v1/${path}/${id}` } : null,
  };
}
