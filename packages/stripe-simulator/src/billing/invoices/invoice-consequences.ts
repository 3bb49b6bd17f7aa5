import { emit, snapshot } from '../../events.js';
import type { Invoice, Subscription } from '../../state/tables.js';
import type { AfterInvoice, World } from '../../world.js';
import { dunningOf } from '../subscriptions/dunning.js';
import { endSubscription } from '../subscriptions/end-subscription.js';
import { applyPendingUpdate } from '../subscriptions/pending-update.js';

/** What a paid invoice means for its subscription. */
function afterInvoicePaid(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  setDelinquent(world, invoice.customer, false);
  if (!subscription) return;
  if (subscription.pending_update && subscription.latest_invoice === invoice.id)
    applyPendingUpdate(world, subscription);
  const before = snapshot(world, subscription);
  delete world.data.notes.subscriptions[subscription.id]?.dunning;
  if (subscription.status === 'incomplete') {
    const intent = world.tables.paymentIntents[world.data.notes.invoices[invoice.id]?.payment_intent ?? ''];
    if (subscription.payment_settings?.save_default_payment_method === 'on_subscription' && intent?.payment_method)
      subscription.default_payment_method = intent.payment_method;
    subscription.status =
      subscription.trial_end !== null && subscription.trial_end > world.now(subscription.test_clock)
        ? 'trialing'
        : 'active';
  } else if (
    (subscription.status === 'past_due' || subscription.status === 'unpaid') &&
    (subscription.latest_invoice === invoice.id || !owes(world, subscription))
  )
    subscription.status = 'active';
  emit(world, 'customer.subscription.updated', subscription, before);
}

/** What a refused or interrupted payment means for the subscription: past due, and when it is tried again. */
function afterInvoiceFailed(world: World, invoice: Invoice, why: 'declined' | 'requires_action'): void {
  const subscription = subscriptionOf(world, invoice);
  const at = world.now(invoice.test_clock as string | null);
  if (!subscription || subscription.status === 'incomplete') {
    // A one-off invoice is tried again like a renewal's; the first invoice of a subscription waits for the customer.
    invoice.next_payment_attempt =
      subscription || !invoice.auto_advance || why === 'requires_action'
        ? null
        : dunningOf(world).next(invoice.attempt_count, at);
    return;
  }
  if (why === 'declined') setDelinquent(world, invoice.customer, true);
  const before = snapshot(world, subscription);
  const renewal =
    invoice.billing_reason === 'subscription_cycle' ||
    invoice.billing_reason === 'subscription_update' ||
    invoice.billing_reason === 'subscription_threshold';
  if (renewal && invoice.auto_advance) {
    invoice.next_payment_attempt = dunningOf(world).next(Math.max(invoice.attempt_count, 1), at);
    (world.data.notes.subscriptions[subscription.id] ??= {}).dunning = invoice.attempt_count;
  }
  if (subscription.status === 'active' || subscription.status === 'trialing') subscription.status = 'past_due';
  emit(world, 'customer.subscription.updated', subscription, before);
}

/** After the last retry the account does what its settings say. */
function giveUpIfLast(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (
    !subscription ||
    subscription.status !== 'past_due' ||
    invoice.next_payment_attempt !== null ||
    !invoice.auto_advance
  )
    return;
  if (invoice.billing_reason !== 'subscription_cycle' && invoice.billing_reason !== 'subscription_update') return;
  const at = world.now(subscription.test_clock);
  const ending = dunningOf(world).finally;
  if (ending === 'cancel') endSubscription(world, subscription, { at, reason: 'payment_failed' });
  else if (ending === 'unpaid') {
    const before = snapshot(world, subscription);
    subscription.status = 'unpaid';
    emit(world, 'customer.subscription.updated', subscription, before);
  }
}

function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  return world.tables.subscriptions[invoice.parent?.subscription_details?.subscription ?? ''];
}

function owes(world: World, subscription: Subscription): boolean {
  const latest = world.tables.invoices[subscription.latest_invoice ?? ''];
  return latest?.status === 'open' && latest.attempt_count > 0;
}

function setDelinquent(world: World, customerId: string | null, delinquent: boolean): void {
  const customer = customerId ? world.tables.customers[customerId] : undefined;
  if (!customer || customer.delinquent === delinquent) return;
  const before = snapshot(world, customer);
  customer.delinquent = delinquent;
  emit(world, 'customer.updated', customer, before);
}

/** What an invoice's end means for its subscription, as the universe calls it. */
export const invoiceConsequences: AfterInvoice = {
  paid: afterInvoicePaid,
  failed: afterInvoiceFailed,
  givenUpIfLast: giveUpIfLast,
};
