import type { UpdateParams } from './subscription-params.js';
import { settings } from './subscription-settings.js';
import { emit, snapshot } from '../../events.js';
import { invalidRequest } from '../../http/stripe-error.js';
import { cardError, cardOf } from '../../payments/methods.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { JsonObject } from '../../state/stored.js';
import type { Customer, Invoice, Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { applyItemChanges, type ItemChange, plannedItems, readItemChanges } from './change-items.js';
import { methodFor } from './create-subscription.js';
import { draftInvoice, issueDraft } from '../invoices/invoice.js';
import { extraLines, takePendingItems } from '../invoices/invoice-items.js';
import { lineForItem } from '../invoices/lines.js';
import { holdBack } from './pending-update.js';
import { chargeRemaining, creditUnused } from './prorate.js';
import { collectInvoice, finalizeInvoice, intentOf } from '../invoices/settle-invoice.js';
import { endOfPeriod, lastPeriodEnd } from './subscription-items.js';

/** `POST /v1/subscriptions/:id`: changes items and settings, prorates, and bills what must be billed now. */
export function updateSubscription(world: World, subscription: Subscription, params: UpdateParams): Subscription {
  const customer = fetchByParam(world, 'customer', subscription.customer as string, 'customer');
  const now = world.now(subscription.test_clock);
  assertChangeable(subscription, params);
  const before = snapshot(world, subscription);
  const changes = readItemChanges(world, subscription, customer, params);
  const anchor =
    typeof params.billing_cycle_anchor === 'object' ? params.billing_cycle_anchor.type : params.billing_cycle_anchor;
  const trialing = subscription.trial_end !== null && subscription.trial_end > now;
  const endsTrial = params.trial_end === 'now';
  const startsTrial = typeof params.trial_end === 'number';
  if (startsTrial && (params.trial_end as number) <= now)
    throw invalidRequest('trial_end must be in the future.', { param: 'trial_end' });
  if (endsTrial && trialing && pausesAtTrialEnd(world, subscription, customer, before)) return subscription;
  const planned = plannedItems(world, subscription, changes);
  const resets =
    !startsTrial &&
    (anchor === 'now' || (endsTrial && trialing) || (!trialing && changesRhythm(subscription, planned)));
  const behavior = params.proration_behavior ?? (params.prorate === false ? 'none' : 'create_prorations');
  const at = params.proration_date ?? now;
  const invoicesNow = resets || (behavior === 'always_invoice' && changes.length > 0);
  assertPays(world, subscription, customer, params, invoicesNow, planned);
  const undo = params.payment_behavior === 'pending_if_incomplete' ? structuredClone(subscription) : undefined;

  if (behavior !== 'none' && !trialing && (changes.length > 0 || resets))
    credit(world, subscription, customer, changes, resets, at);
  applyItemChanges(world, subscription, changes, now);
  if (resets) restart(subscription, now, endsTrial);
  // In flexible mode what a change makes due is a proration of the new period; the rest is billed as usual.
  const asProration =
    resets && subscription.billing_mode.type === 'flexible' && behavior !== 'none' && !trialing ? changes : [];
  if (asProration.length > 0) chargeRest(world, subscription, customer, asProration, now);
  if (startsTrial) beginTrial(subscription, params.trial_end as number, now);
  if (behavior !== 'none' && !trialing && !resets && !startsTrial)
    chargeRest(world, subscription, customer, changes, at);
  settings(world, subscription, customer, params, now);
  const extra = extraLines(world, customer, subscription, params.add_invoice_items, now);
  const lastInvoice = subscription.latest_invoice;
  const invoice =
    invoicesNow || extra.length > 0
      ? updateInvoice(world, subscription, customer, {
          full: resets,
          except: changedItems(asProration),
          extra,
          at: now,
          prorationDate: params.proration_date,
        })
      : undefined;
  if (invoice) subscription.latest_invoice = invoice.id;
  emit(world, 'customer.subscription.updated', subscription, before);
  if (endsTrial && trialing) emit(world, 'customer.subscription.trial_will_end', subscription);
  if (invoice) collect(world, subscription, customer, invoice, params, undo);
  if (undo && subscription.pending_update) subscription.latest_invoice = invoice?.id ?? lastInvoice;
  return subscription;
}

/** A trial that ends without a card may pause the subscription instead of billing it. */
function pausesAtTrialEnd(world: World, subscription: Subscription, customer: Customer, before: JsonObject): boolean {
  if (
    subscription.trial_settings?.end_behavior.missing_payment_method !== 'pause' ||
    methodFor(world, subscription, customer)
  )
    return false;
  subscription.trial_end = world.now(subscription.test_clock as string | null);
  subscription.status = 'paused';
  emit(world, 'customer.subscription.updated', subscription, before);
  emit(world, 'customer.subscription.paused', subscription);
  return true;
}

function assertChangeable(subscription: Subscription, params: UpdateParams): void {
  if (params.items && (params.quantity !== undefined || params.plan)) {
    throw invalidRequest(
      `Received both items and ${params.plan ? 'plan' : 'quantity'} parameters. Please pass in only one.`,
    );
  }
  const touched = Object.keys(params).filter((name) => !['metadata', 'cancellation_details'].includes(name));
  if ((subscription.status === 'canceled' || subscription.status === 'incomplete_expired') && touched.length > 0) {
    throw invalidRequest('A canceled subscription can only update its cancellation_details and metadata.');
  }
  if (subscription.status === 'incomplete' && (params.items || params.plan || params.quantity !== undefined)) {
    throw invalidRequest(
      'You cannot update a subscription in `incomplete` status in a way that results in proration or new invoices. Complete the payment first.',
    );
  }
  if (params.cancel_at_period_end === true && params.cancel_at !== undefined && params.cancel_at !== '')
    throw invalidRequest('You may only specify one of these parameters: cancel_at, cancel_at_period_end.');
}

// A new interval, or the step from free to paid, starts a new period now.
function changesRhythm(subscription: Subscription, planned: ReturnType<typeof plannedItems>): boolean {
  const shape = (price: { recurring: { interval: string; interval_count: number } | null }): string =>
    `${price.recurring?.interval} ${price.recurring?.interval_count}`;
  const old = new Set(subscription.items.data.map((item) => shape(item.price)));
  if (planned.some((item) => !old.has(shape(item.price)))) return true;
  const cost = (items: readonly { price: { unit_amount: number | null }; quantity?: number | undefined }[]): number =>
    items.reduce((sum, item) => sum + (item.price.unit_amount ?? 1) * (item.quantity ?? 1), 0);
  return cost(subscription.items.data) === 0 && cost(planned) > 0;
}

function credit(
  world: World,
  subscription: Subscription,
  customer: Customer,
  changes: readonly ItemChange[],
  all: boolean,
  at: number,
): void {
  for (const item of subscription.items.data) {
    const change = changes.find((candidate) => candidate.item === item.id);
    if (!all && !change) continue;
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

function chargeRest(
  world: World,
  subscription: Subscription,
  customer: Customer,
  changes: readonly ItemChange[],
  at: number,
): void {
  for (const item of subscription.items.data) {
    const change = changes.find((candidate) => candidate.item === item.id || candidate.made === item.id);
    const price = world.tables.prices[item.price.id];
    if (change && price)
      chargeRemaining(
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

function changedItems(changes: readonly ItemChange[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap((change) => [change.item, change.made].filter((id): id is string => typeof id === 'string')),
  );
}

function restart(subscription: Subscription, now: number, endsTrial: boolean): void {
  subscription.billing_cycle_anchor = now;
  if (endsTrial && subscription.trial_end !== null && subscription.trial_end > now) subscription.trial_end = now;
  if (subscription.status === 'trialing') subscription.status = 'active';
  for (const item of subscription.items.data) {
    item.current_period_start = now;
    item.current_period_end = endOfPeriod(now, item.price as never, now);
  }
  if (subscription.cancel_at_period_end) subscription.cancel_at = lastPeriodEnd(subscription);
}

function beginTrial(subscription: Subscription, end: number, now: number): void {
  subscription.trial_start ??= now;
  if (subscription.status !== 'trialing') subscription.trial_start = now;
  subscription.trial_end = end;
  subscription.billing_cycle_anchor = end;
  subscription.status = 'trialing';
  for (const item of subscription.items.data) {
    item.current_period_start = Math.min(item.current_period_start, now);
    if (item.current_period_start !== now) item.current_period_start = now;
    item.current_period_end = end;
  }
  if (subscription.cancel_at_period_end) subscription.cancel_at = end;
}

export function updateInvoice(
  world: World,
  subscription: Subscription,
  customer: Customer,
  options: {
    full: boolean;
    except?: ReadonlySet<string> | undefined;
    extra: Invoice['lines']['data'];
    at: number;
    prorationDate?: number | undefined;
  },
): Invoice {
  const lines = options.full
    ? subscription.items.data
        .filter((item) => !options.except?.has(item.id))
        .map((item) =>
          lineForItem(
            world,
            subscription,
            item,
            { start: item.current_period_start, end: item.current_period_end },
            item.price.recurring?.usage_type === 'metered',
          ),
        )
    : [];
  return issueDraft(
    world,
    draftInvoice(world, {
      customer,
      automatic_tax: subscription.automatic_tax.enabled,
      reason: 'subscription_update',
      currency: subscription.currency,
      subscription: { id: subscription.id, metadata: subscription.metadata, prorationDate: options.prorationDate },
      collection_method: subscription.collection_method,
      days_until_due: subscription.days_until_due,
      default_tax_rates: subscription.default_tax_rates as never,
      discounts: [...(subscription.discounts as string[])],
      lines: [...takePendingItems(world, customer, subscription.id, subscription.currency), ...options.extra, ...lines],
      at: options.at,
    }),
  );
}

function collect(
  world: World,
  subscription: Subscription,
  customer: Customer,
  invoice: Invoice,
  params: UpdateParams,
  undo: Subscription | undefined,
): void {
  if (subscription.collection_method === 'send_invoice') {
    invoice.automatically_finalizes_at = invoice.created + 3600;
    return;
  }
  finalizeInvoice(world, invoice);
  if (invoice.status !== 'open') return;
  const method = methodFor(world, subscription, customer);
  if (params.payment_behavior === 'default_incomplete') {
    const intent = intentOf(world, invoice);
    if (intent && method) {
      intent.payment_method = method.id;
      intent.status = 'requires_confirmation';
    }
    const before = snapshot(world, subscription);
    subscription.status = 'past_due';
    emit(world, 'customer.subscription.updated', subscription, before);
    return;
  }
  const outcome = collectInvoice(world, invoice, method, { offSession: params.off_session ?? false });
  if (undo && outcome.kind !== 'succeeded') holdBack(world, subscription, undo, invoice);
}

/** `error_if_incomplete`: a payment that is going to fail is refused before anything has changed. */
function assertPays(
  world: World,
  subscription: Subscription,
  customer: Customer,
  params: UpdateParams,
  invoicesNow: boolean,
  planned: ReturnType<typeof plannedItems>,
): void {
  if (
    params.payment_behavior !== 'error_if_incomplete' ||
    !invoicesNow ||
    planned.every((item) => item.price.unit_amount === 0)
  )
    return;
  const method = methodFor(world, subscription, customer);
  const card = method ? cardOf(world, method) : null;
  if (card?.decline) throw cardError(card.decline);
  if (card?.authentication === 'always')
    throw cardError({
      code: 'subscription_payment_intent_requires_action',
      message: 'Payment for this subscription requires additional user action before it can be completed successfully.',
    });
}
