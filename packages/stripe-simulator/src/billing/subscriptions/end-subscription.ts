import { emit } from '../../events.js';
import type { Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { abortSchedule } from './abort-schedule.js';
import { draftInvoice, issueDraft } from '../invoices/invoice.js';
import { takePendingItems } from '../invoices/invoice-items.js';
import { creditUnused } from './prorate.js';
import { closeInvoice, collectInvoice, finalizeInvoice, methodOf } from '../invoices/settle-invoice.js';

export interface EndOptions {
  at: number;
  reason: NonNullable<NonNullable<Subscription['cancellation_details']>['reason']>;
  /** A last invoice for what is still pending. */
  invoiceNow?: boolean | undefined;
  /** Credit for the time that is not used. */
  prorate?: boolean | undefined;
  comment?: string | null | undefined;
  feedback?: NonNullable<Subscription['cancellation_details']>['feedback'] | undefined;
  /** Ended as planned: `canceled_at` keeps the day it was asked for. */
  planned?: boolean | undefined;
}

/** Ends a subscription for good. */
export function endSubscription(world: World, subscription: Subscription, options: EndOptions): void {
  const { at } = options;
  const customer = world.tables.customers[subscription.customer as string];
  const wasIncomplete = subscription.status === 'incomplete';
  if (customer && options.prorate && subscription.status !== 'trialing') {
    for (const item of subscription.items.data) {
      const price = world.tables.prices[item.price.id];
      if (price)
        creditUnused(
          world,
          subscription,
          customer,
          {
            id: item.id,
            price,
            quantity: item.quantity,
            period: { start: item.current_period_start, end: item.current_period_end },
          },
          at,
        );
    }
  }
  subscription.status = wasIncomplete ? 'incomplete_expired' : 'canceled';
  subscription.ended_at = at;
  if (!options.planned) {
    subscription.canceled_at = at;
    subscription.cancel_at = null;
    subscription.cancel_at_period_end = false;
  }
  subscription.cancellation_details = {
    comment: options.comment ?? subscription.cancellation_details?.comment ?? null,
    feedback: options.feedback ?? subscription.cancellation_details?.feedback ?? null,
    feedback_option: null,
    reason: options.planned ? (subscription.cancellation_details?.reason ?? options.reason) : options.reason,
  };
  subscription.pending_update = null;
  if (wasIncomplete)
    subscription.status = options.reason === 'cancellation_requested' ? 'canceled' : 'incomplete_expired';
  const latest = world.tables.invoices[subscription.latest_invoice ?? ''];
  if (wasIncomplete && latest?.status === 'open') closeInvoice(world, latest, 'void');
  for (const invoice of Object.values(world.tables.invoices)) {
    // Nobody is charged for an ended subscription any more; what is open stays owed.
    if (invoice.parent?.subscription_details?.subscription !== subscription.id) continue;
    if (invoice.status === 'open' || invoice.status === 'draft') {
      invoice.auto_advance = false;
      invoice.next_payment_attempt = null;
      invoice.automatically_finalizes_at = null;
    }
  }
  abortSchedule(world, subscription);
  emit(world, 'customer.subscription.deleted', subscription);
  if (customer && (options.invoiceNow ?? false)) lastInvoice(world, subscription);
}

function lastInvoice(world: World, subscription: Subscription): void {
  const customer = world.tables.customers[subscription.customer as string];
  if (!customer) return;
  const lines = takePendingItems(world, customer, subscription.id, subscription.currency);
  if (lines.length === 0) return;
  const invoice = issueDraft(
    world,
    draftInvoice(world, {
      customer,
      reason: 'subscription_update',
      currency: subscription.currency,
      subscription: { id: subscription.id, metadata: subscription.metadata },
      collection_method: subscription.collection_method,
      days_until_due: subscription.days_until_due,
      default_tax_rates: subscription.default_tax_rates as never,
      lines,
      at: world.now(subscription.test_clock),
    }),
  );
  subscription.latest_invoice = invoice.id;
  finalizeInvoice(world, invoice);
  if (invoice.status === 'open') collectInvoice(world, invoice, methodOf(world, invoice), { offSession: true });
}
