import type { CreateParams } from './subscription-params.js';
import { anchorOf, assertIntervals, assertOneCurrency, trialEndOf } from './subscription-start.js';
import { shell } from './subscription-shell.js';
import { emit } from '../../events.js';
import { invalidRequest } from '../../http/stripe-error.js';
import { cardError, cardOf } from '../../payments/methods.js';
import { fetchByParam } from '../../resources/kinds.js';
import type {
  Customer,
  Discount,
  Invoice,
  InvoiceLine,
  PaymentMethod,
  Price,
  Subscription,
  SubscriptionItem,
  TaxRate,
} from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf, roundMoney } from '../amounts.js';
import { redeem, unredeem } from '../invoices/discounts.js';
import { draftInvoice, issueDraft } from '../invoices/invoice.js';
import { extraLines, takePendingItems } from '../invoices/invoice-items.js';
import { lineForItem } from '../invoices/lines.js';
import { addIntervals } from './periods.js';
import { collectInvoice, finalizeInvoice } from '../invoices/settle-invoice.js';
import {
  assertQuantity,
  endOfPeriod,
  itemDiscounts,
  makeItem,
  metadataOf,
  recurringPrice,
} from './subscription-items.js';

export interface CreateContext {
  customer: Customer;
  /** Classic before clover, flexible since. */
  defaultBillingMode: 'classic' | 'flexible';
  /** Checkout has the card holder there and a method at hand. */
  checkout?: { method: PaymentMethod | null; session: string } | undefined;
}

export function createSubscription(world: World, params: CreateParams, context: CreateContext): Subscription {
  const { customer } = context;
  const now = world.now(customer.test_clock);
  const inputs =
    params.items ??
    (params.plan
      ? [{ plan: params.plan, ...(params.quantity === undefined ? {} : { quantity: params.quantity }) }]
      : []);
  if (inputs.length === 0)
    throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' });
  if (inputs.length > 20) throw invalidRequest('You may only specify up to 20 items.', { param: 'items' });
  const prices = inputs.map((input, index) => {
    const price = recurringPrice(world, input, `items[${index}]`);
    assertQuantity(price, input.quantity, `items[${index}]`);
    return price;
  });
  const first = prices[0] as Price;
  assertOneCurrency(customer, prices, params.currency);
  if (params.automatic_tax?.enabled && !customer.address?.country) {
    throw invalidRequest(
      "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
      { code: 'customer_tax_location_invalid' },
    );
  }
  const mode =
    params.billing_mode?.type === undefined
      ? context.defaultBillingMode
      : params.billing_mode.type === 'flexible'
        ? 'flexible'
        : 'classic';
  assertIntervals(prices, mode);
  const trialEnd = trialEndOf(params, prices, now);
  const anchor = trialEnd ?? anchorOf(params, first, now);
  const id = world.id('sub');
  const method = params.default_payment_method
    ? fetchByParam(world, 'payment_method', params.default_payment_method, 'default_payment_method')
    : undefined;
  const created = now;
  const items = inputs.map((input, index) => {
    const price = prices[index] as Price;
    const period = { start: now, end: trialEnd ?? endOfPeriod(anchor, price, now) };
    return makeItem(
      world,
      id,
      price,
      {
        quantity: input.quantity,
        metadata: metadataOf(input),
        tax_rates: input.tax_rates || undefined,
        discounts: itemDiscounts(world, customer, id, input.discounts, `items[${index}]`),
      },
      period,
      created,
    );
  });
  const discounts = discountsOf(world, params, customer, id, context.checkout?.session);
  const subscription = shell(world, {
    id,
    params,
    customer,
    items,
    anchor,
    trialEnd,
    now,
    currency: first.currency,
    mode,
    discounts: discounts.map((discount) => discount.id),
    method: method?.id ?? null,
  });
  const invoice = firstInvoice(world, subscription, customer, params, trialEnd !== null, discounts);
  try {
    assertPayable(world, subscription, customer, invoice, params, context);
  } catch (error) {
    unredeem(world, discounts);
    throw error;
  }
  world.put('subscriptions', subscription);
  subscription.latest_invoice = invoice.id;
  for (const discount of discounts) emit(world, 'customer.discount.created', discount);
  const due = invoice.amount_due > 0 && subscription.collection_method === 'charge_automatically';
  subscription.status = due ? 'incomplete' : trialEnd !== null ? 'trialing' : 'active';
  emit(world, 'customer.subscription.created', subscription);
  issueDraft(world, invoice);
  if (subscription.collection_method === 'send_invoice') {
    invoice.automatically_finalizes_at = now + 3600;
    if (invoice.total === 0) finalizeInvoice(world, invoice);
  } else {
    finalizeInvoice(world, invoice, {
      setupFutureUsage: !params.off_session,
      types: (params.payment_settings?.payment_method_types as string[] | undefined) || undefined,
    });
    const wait = params.payment_behavior === 'default_incomplete' && !context.checkout;
    if (due && !wait && invoice.status === 'open')
      collectInvoice(world, invoice, context.checkout?.method ?? methodFor(world, subscription, customer), {
        offSession: false,
        onPage: context.checkout !== undefined,
      });
    else if (due && invoice.status === 'open')
      awaitConfirmation(world, invoice, methodFor(world, subscription, customer));
  }
  usedOnce(world, subscription);
  return subscription;
}

/** A `once` discount counts for the first invoice with something to pay; a trial does not use it up. */
function usedOnce(world: World, subscription: Subscription): void {
  if (subscription.status === 'trialing') return;
  subscription.discounts = (subscription.discounts as string[]).filter((id) => {
    const coupon = world.tables.coupons[world.tables.discounts[id]?.source.coupon ?? ''];
    return coupon?.duration !== 'once';
  });
}

function awaitConfirmation(world: World, invoice: Invoice, method: PaymentMethod | undefined): void {
  const intent = world.tables.paymentIntents[world.data.notes.invoices[invoice.id]?.payment_intent ?? ''];
  if (!intent || !method) return;
  intent.payment_method = method.id;
  intent.status = 'requires_confirmation';
}

export function methodFor(world: World, subscription: Subscription, customer: Customer): PaymentMethod | undefined {
  for (const id of [
    subscription.default_payment_method,
    customer.invoice_settings.default_payment_method,
    customer.default_source,
  ]) {
    if (typeof id === 'string' && world.tables.paymentMethods[id]) return world.tables.paymentMethods[id];
  }
  return undefined;
}

function assertPayable(
  world: World,
  subscription: Subscription,
  customer: Customer,
  invoice: Invoice,
  params: CreateParams,
  context: CreateContext,
): void {
  if (subscription.collection_method !== 'charge_automatically' || context.checkout) return;
  const method = methodFor(world, subscription, customer);
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (invoice.amount_due > 0 && !method && behavior !== 'default_incomplete') {
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    );
  }
  if (behavior !== 'error_if_incomplete' || invoice.amount_due === 0 || !method) return;
  const card = cardOf(world, method);
  if (card?.decline) throw cardError(card.decline);
  if (card?.authentication)
    throw cardError({
      code: 'subscription_payment_intent_requires_action',
      message:
        'Payment for this subscription requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with subscription latest_invoice.',
    });
}

function firstInvoice(
  world: World,
  subscription: Subscription,
  customer: Customer,
  params: CreateParams,
  trial: boolean,
  _discounts: Discount[],
): Invoice {
  const at = subscription.created;
  const lines: InvoiceLine[] = subscription.items.data.map((item) => {
    const period = { start: item.current_period_start, end: item.current_period_end };
    if (trial) return lineForItem(world, subscription, item, period, true);
    const line = lineForItem(world, subscription, item, period, item.price.recurring?.usage_type === 'metered');
    return prorateFirst(world, subscription, item, line, params.proration_behavior ?? 'create_prorations');
  });
  return draftInvoice(world, {
    customer,
    automatic_tax: subscription.automatic_tax.enabled,
    reason: 'subscription_create',
    currency: subscription.currency,
    subscription: { id: subscription.id, metadata: subscription.metadata },
    collection_method: subscription.collection_method,
    days_until_due: subscription.days_until_due,
    default_tax_rates: subscription.default_tax_rates as unknown as TaxRate[],
    discounts: [
      ...(subscription.discounts as string[]),
      ...(customer.discount && subscription.discounts.length === 0 ? [customer.discount.id] : []),
    ],
    lines: [
      ...extraLines(world, customer, subscription, params.add_invoice_items, at),
      ...takePendingItems(world, customer, subscription.id, subscription.currency),
      ...lines,
    ],
    at,
  });
}

// An anchor later than now makes the first period shorter than the price's interval.
function prorateFirst(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  line: InvoiceLine,
  behavior: string,
): InvoiceLine {
  const price = world.tables.prices[item.price.id];
  if (
    !price?.recurring ||
    subscription.billing_cycle_anchor <= item.current_period_start ||
    item.current_period_end !== subscription.billing_cycle_anchor
  )
    return line;
  const full = addIntervals(item.current_period_end, price.recurring.interval, -price.recurring.interval_count);
  if (full >= item.current_period_start) return line;
  const share =
    behavior === 'none' ? 0 : (item.current_period_end - item.current_period_start) / (item.current_period_end - full);
  line.amount = roundMoney(amountOf(price, item.quantity ?? 0) * share);
  line.subtotal = line.amount;
  const details = line.parent?.subscription_item_details;
  if (details) details.proration = true;
  return line;
}

export function discountsOf(
  world: World,
  params: { coupon?: string | undefined; promotion_code?: string | undefined; discounts?: unknown },
  customer: Customer,
  subscription: string,
  session?: string,
): Discount[] {
  const requests: { request: { coupon?: string; promotion_code?: string; discount?: string }; at: string }[] = [];
  if (params.coupon) requests.push({ request: { coupon: params.coupon }, at: 'coupon' });
  if (params.promotion_code)
    requests.push({ request: { promotion_code: params.promotion_code }, at: 'promotion_code' });
  if (Array.isArray(params.discounts))
    params.discounts.forEach((request: { coupon?: string }, index) =>
      requests.push({ request, at: `discounts[${index}]` }),
    );
  return requests.map(({ request, at }) =>
    redeem(world, request, { customer, subscription, checkoutSession: session }, at),
  );
}
