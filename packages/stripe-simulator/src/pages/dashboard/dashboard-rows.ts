import { amountOf } from '../../billing/amounts.js';
import { productName } from '../../billing/invoices/lines.js';
import type {
  CustomerRow,
  DashboardInvoiceRow,
  DeliveryModel,
  EndpointModel,
  EventRow,
  PaymentRow,
  SubscriptionRow,
} from '../index.js';
import type { Kernel } from '../../kernel.js';
import type {
  Charge,
  Customer,
  Invoice,
  Price,
  StoredEvent,
  Subscription,
  WebhookEndpoint,
} from '../../state/tables.js';
import type { World } from '../../world.js';
import { mergedDeliveries } from './redeliver.js';
import { rowOf } from '../invoice/serve-invoice.js';

const nameOf = (world: World, id: string | null | undefined): string | null => {
  const customer = world.tables.customers[id ?? ''];
  return customer?.name ?? customer?.email ?? null;
};

export function subscriptionRow(world: World, subscription: Subscription): SubscriptionRow {
  const items = subscription.items.data;
  const recurring = items[0]?.price.recurring;
  const count = recurring?.interval_count ?? 1;
  const living = subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired';
  return {
    id: subscription.id,
    customer: subscription.customer as string,
    customerName: nameOf(world, subscription.customer as string),
    product: items.map((item) => productName(world, item.price as unknown as Price)).join(' and '),
    status: subscription.status as SubscriptionRow['status'],
    amount: items.reduce((sum, item) => sum + amountOf(item.price as unknown as Price, item.quantity ?? 1), 0),
    currency: subscription.currency,
    interval: count === 1 ? (recurring?.interval ?? 'month') : `${count} ${recurring?.interval ?? 'month'}s`,
    periodEnd:
      (subscription.status === 'trialing' ? subscription.trial_end : null) ??
      items[0]?.current_period_end ??
      subscription.created,
    cancelAt: living ? subscription.cancel_at : null,
  };
}

// What needs a look comes first; an ended subscription says the least.
const TELLING: readonly Subscription['status'][] = [
  'past_due',
  'unpaid',
  'incomplete',
  'paused',
  'trialing',
  'active',
  'canceled',
  'incomplete_expired',
];

export function customerRow(world: World, customer: Customer): CustomerRow {
  const own = Object.values(world.tables.subscriptions).filter((subscription) => subscription.customer === customer.id);
  const telling = own.sort((a, b) => TELLING.indexOf(a.status) - TELLING.indexOf(b.status) || b.created - a.created)[0];
  const method =
    world.tables.paymentMethods[(customer.invoice_settings.default_payment_method as string | null) ?? ''] ??
    world.tables.paymentMethods[(telling?.default_payment_method as string | null) ?? ''] ??
    Object.values(world.tables.paymentMethods).findLast((candidate) => candidate.customer === customer.id);
  const brand = method?.card?.brand ?? '';
  return {
    id: customer.id,
    name: customer.name ?? null,
    email: customer.email,
    subscription: telling ? subscriptionRow(world, telling) : null,
    card: method?.card ? `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ${method.card.last4}` : null,
    failsNextPayment: world.data.notes.failNextPayment[customer.id] === true,
  };
}

export const invoiceRow = (world: World, invoice: Invoice): DashboardInvoiceRow => ({
  ...rowOf(world, invoice),
  customer: (invoice.customer as string | null) ?? '',
  customerName: nameOf(world, invoice.customer as string | null),
});

export function paymentRow(world: World, charge: Charge): PaymentRow {
  const dispute = Object.values(world.tables.disputes).findLast((candidate) => candidate.charge === charge.id);
  return {
    charge: charge.id,
    customer: (charge.customer as string | null) ?? null,
    customerName: nameOf(world, charge.customer as string | null),
    createdAt: charge.created,
    amount: charge.amount,
    refunded: charge.amount_refunded,
    currency: charge.currency,
    status: charge.status as PaymentRow['status'],
    failure: charge.failure_message ?? null,
    dispute: dispute
      ? {
          id: dispute.id,
          status: dispute.status,
          open: dispute.status.endsWith('needs_response') || dispute.status.endsWith('under_review'),
        }
      : null,
  };
}

export function endpointModel(kernel: Kernel, world: World, endpoint: WebhookEndpoint): EndpointModel {
  const rows = mergedDeliveries(kernel).filter((row) => row.endpoint === endpoint.id);
  const count = (...states: readonly DeliveryModel['state'][]): number =>
    rows.filter((row) => states.includes(row.state)).length;
  const notes = world.data.notes.endpoints[endpoint.id];
  return {
    id: endpoint.id,
    url: endpoint.url,
    enabled: endpoint.status === 'enabled',
    events: endpoint.enabled_events,
    delivered: count('delivered'),
    waiting: count('waiting', 'retrying'),
    failed: count('failed', 'dropped'),
    faults: {
      delivery: notes?.delivery ?? 'in_order',
      late: notes?.late ?? false,
      wrongSignature: notes?.wrong_signature ?? false,
    },
  };
}

export function eventRow(event: StoredEvent, deliveries: readonly DeliveryModel[]): EventRow {
  const { object } = event.data;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const sent = deliveries.filter((row) => row.event === event.id);
  return {
    id: event.id,
    type: event.type,
    object: text(object['id']),
    customer: text(object['customer']),
    createdAt: event.created,
    deliveries:
      sent.length === 0
        ? null
        : `${sent.filter((row) => row.state === 'delivered').length} of ${sent.length} delivered`,
  };
}
