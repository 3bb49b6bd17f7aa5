import type Stripe from 'stripe';
import { previewInvoice } from '../billing/invoices/preview-invoice.js';
import { isBefore } from '../eras/version.js';
import { type Call, pathId, route } from '../http/call.js';
import { innerList } from '../http/list.js';
import { invalidRequest, noSuch, StripeFailure } from '../http/stripe-error.js';
import type { SubscriptionItem } from '../state/tables.js';
import type { World } from '../world.js';

interface UpcomingParams {
  customer?: string;
  subscription?: string;
  coupon?: string;
  discounts?: Stripe.InvoiceCreatePreviewParams['discounts'];
  subscription_details?: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails;
  [name: `subscription_${string}`]: unknown;
}

/** Endpoints that basil took away: they answer under older versions only. */
export const legacyRoutes = [
  route<UpcomingParams>('GET', '/v1/invoices/upcoming', (call) => upcoming(call)),
  route<UpcomingParams>('GET', '/v1/invoices/upcoming/lines', (call) => {
    const invoice = upcoming(call);
    return innerList(invoice.lines.data, '/v1/invoices/upcoming/lines');
  }),
  route<{ quantity: number; timestamp?: number | 'now'; action?: 'increment' | 'set' }>(
    'POST',
    '/v1/subscription_items/:id/usage_records',
    (call) => {
      assertOld(call);
      const { world, params } = call;
      const item = itemOf(world, pathId(call));
      if (item.price.recurring?.usage_type !== 'metered')
        throw invalidRequest('Usage records can only be created for subscription items with a metered plan.', {
          param: 'subscription_item',
        });
      const timestamp = params.timestamp === undefined || params.timestamp === 'now' ? world.now() : params.timestamp;
      const records = (world.data.notes.usage[item.id] ??= []);
      const same = records.find((record) => record.timestamp === timestamp);
      if (params.action === 'set') {
        if (same) same.quantity = params.quantity;
        else records.push({ timestamp, quantity: params.quantity });
      } else if (same) same.quantity += params.quantity;
      else records.push({ timestamp, quantity: params.quantity });
      return {
        id: world.id('mbur'),
        object: 'usage_record',
        livemode: false,
        quantity: params.quantity,
        subscription_item: item.id,
        timestamp,
      };
    },
  ),
  route('GET', '/v1/subscription_items/:id/usage_record_summaries', (call) => {
    assertOld(call);
    const item = itemOf(call.world, pathId(call));
    const total = (call.world.data.notes.usage[item.id] ?? [])
      .filter((record) => record.timestamp >= item.current_period_start && record.timestamp < item.current_period_end)
      .reduce((sum, record) => sum + record.quantity, 0);
    const summary = {
      id: `sis_${item.id.slice(3)}`,
      object: 'usage_record_summary',
      invoice: null,
      livemode: false,
      period: { end: null, start: null },
      subscription_item: item.id,
      total_usage: total,
    };
    return innerList([summary], `/v1/subscription_items/${item.id}/usage_record_summaries`);
  }),
];

function upcoming(call: Call<UpcomingParams>) {
  assertOld(call);
  const { customer, subscription, coupon, discounts, subscription_details, ...rest } = call.params;
  // What stood beside each other then stands inside `subscription_details` now.
  const details = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name.replace(/^subscription_/, ''), value]),
  );
  return previewInvoice(call.world, {
    ...(customer ? { customer } : {}),
    ...(subscription ? { subscription } : {}),
    ...(discounts ? { discounts } : coupon ? { discounts: [{ coupon }] } : {}),
    ...(Object.keys(details).length > 0 || subscription_details
      ? { subscription_details: { ...(details as object), ...subscription_details } }
      : {}),
  });
}

function assertOld(call: Call<unknown>): void {
  if (isBefore(call.version, 'basil')) return;
  throw new StripeFailure(404, {
    type: 'invalid_request_error',
    message: `This endpoint is not there under API version ${call.version.text}: it was removed on 2025-03-31.`,
  });
}

function itemOf(world: World, id: string): SubscriptionItem {
  for (const subscription of Object.values(world.tables.subscriptions)) {
    const item = subscription.items.data.find((candidate) => candidate.id === id);
    if (item) return item as unknown as SubscriptionItem;
  }
  throw noSuch('subscription_item', id, 'id', 404);
}
