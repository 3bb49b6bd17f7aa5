import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { invalidRequest } from '../http/stripe-error.js';
import { cardError, cardOf } from '../payments/methods.js';
import { mergeMetadata, orNull } from '../resources/fields.js';
import { fetchByParam } from '../resources/kinds.js';
import type { JsonObject } from '../state/stored.js';
import type { Customer, Invoice, Subscription } from '../state/tables.js';
import type { World } from '../world.js';
import { applyItemChanges, type ItemChange, plannedItems, readItemChanges } from './change-items.js';
import { discountsOf, methodFor } from './create-subscription.js';
import { draftInvoice, issueDraft } from './invoice.js';
import { extraLines, takePendingItems } from './invoice-items.js';
import { lineForItem } from './lines.js';
import { holdBack } from './pending-update.js';
import { chargeRemaining, creditUnused } from './prorate.js';
import { collectInvoice, finalizeInvoice, intentOf } from './settle-invoice.js';
import { endOfPeriod, lastPeriodEnd } from './subscription-items.js';

export type UpdateParams = Omit<Stripe.SubscriptionUpdateParams, 'billing_cycle_anchor'> & {
  billing_cycle_anchor?: 'now' | 'unchanged' | { type: 'now' | 'unchanged' };
  plan?: string;
  quantity?: number;
  prorate?: boolean;
  coupon?: string;
  promotion_code?: string;
};

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

function settings(
  world: World,
  subscription: Subscription,
  customer: Customer,
  params: UpdateParams,
  now: number,
): void {
  const was = { flag: subscription.cancel_at_period_end, at: subscription.cancel_at };
  if (params.cancel_at_period_end !== undefined) {
    subscription.cancel_at_period_end = params.cancel_at_period_end;
    subscription.cancel_at = params.cancel_at_period_end
      ? lastPeriodEnd(subscription)
      : was.flag
        ? null
        : subscription.cancel_at;
  }
  if (params.cancel_at !== undefined) {
    const wish = params.cancel_at;
    const ends = subscription.items.data.map((item) => item.current_period_end);
    subscription.cancel_at =
      typeof wish === 'number'
        ? wish
        : wish === 'min_period_end'
          ? Math.min(...ends)
          : wish === 'max_period_end'
            ? Math.max(...ends)
            : null;
    if (typeof wish === 'number' && wish <= now)
      throw invalidRequest('`cancel_at` must be in the future.', { param: 'cancel_at' });
    if (!wish) subscription.cancel_at_period_end = false;
  }
  if (subscription.cancel_at !== was.at || subscription.cancel_at_period_end !== was.flag) {
    const cancels = subscription.cancel_at !== null;
    subscription.canceled_at = cancels ? now : null;
    if (subscription.cancellation_details)
      subscription.cancellation_details.reason = cancels ? 'cancellation_requested' : null;
  }
  const details = params.cancellation_details;
  if (details && subscription.cancellation_details) {
    if (details.comment !== undefined) subscription.cancellation_details.comment = orNull(details.comment);
    if (details.feedback !== undefined) subscription.cancellation_details.feedback = orNull(details.feedback);
  }
  subscription.metadata = mergeMetadata(subscription.metadata, params.metadata);
  if (params.default_payment_method !== undefined) {
    const method = params.default_payment_method
      ? fetchByParam(world, 'payment_method', params.default_payment_method, 'default_payment_method')
      : null;
    if (method && method.customer !== customer.id) {
      throw invalidRequest(
        'The customer does not have a payment method with the ID ' +
          method.id +
          '. The payment method must be attached to the customer.',
        { code: 'resource_missing', param: 'default_payment_method' },
      );
    }
    subscription.default_payment_method = method?.id ?? null;
  }
  if (params.pause_collection !== undefined) {
    const pause = orNull(params.pause_collection);
    subscription.pause_collection = pause ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } : null;
  }
  if (params.collection_method) subscription.collection_method = params.collection_method;
  if (params.days_until_due !== undefined) subscription.days_until_due = params.days_until_due;
  if (params.description !== undefined) subscription.description = orNull(params.description);
  if (params.default_tax_rates !== undefined) {
    const rates = (params.default_tax_rates || []) as string[];
    subscription.default_tax_rates = rates.map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `default_tax_rates[${index}]`),
    ) as unknown as NonNullable<Subscription['default_tax_rates']>;
  }
  if (params.payment_settings && subscription.payment_settings) {
    if (params.payment_settings.save_default_payment_method)
      subscription.payment_settings.save_default_payment_method = params.payment_settings.save_default_payment_method;
    if (params.payment_settings.payment_method_types !== undefined)
      subscription.payment_settings.payment_method_types = (orNull(params.payment_settings.payment_method_types) ??
        null) as never;
  }
  if (params.trial_settings && subscription.trial_settings)
    subscription.trial_settings.end_behavior.missing_payment_method =
      params.trial_settings.end_behavior.missing_payment_method ?? 'create_invoice';
  if (params.discounts !== undefined || params.coupon !== undefined || params.promotion_code !== undefined)
    changeDiscounts(world, subscription, customer, params);
}

function changeDiscounts(world: World, subscription: Subscription, customer: Customer, params: UpdateParams): void {
  const old = subscription.discounts as string[];
  const wanted = discountsOf(
    world,
    { coupon: params.coupon, promotion_code: params.promotion_code, discounts: params.discounts },
    customer,
    subscription.id,
  );
  subscription.discounts = wanted.map((discount) => discount.id);
  for (const id of old) {
    const discount = world.tables.discounts[id];
    if (discount && !subscription.discounts.includes(id)) emit(world, 'customer.discount.deleted', discount);
  }
  for (const discount of wanted) if (!old.includes(discount.id)) emit(world, 'customer.discount.created', discount);
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
