import { copyState } from '../../state/copy-state.js';
import type Stripe from 'stripe';
import { invalidRequest } from '../../http/stripe-error.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { Customer, Invoice, Subscription } from '../../state/tables.js';
import { type Universe, type World, worldOf } from '../../world.js';
import { createSubscription } from '../subscriptions/create-subscription.js';
import type { CreateParams } from '../subscriptions/subscription-params.js';
import { endSubscription } from '../subscriptions/end-subscription.js';
import { draftInvoice } from './invoice.js';
import { takePendingItems } from './invoice-items.js';
import { renewalInvoice } from '../subscriptions/renew-subscription.js';
import { nextBilling } from '../subscriptions/subscription-items.js';
import { updateSubscription } from '../subscriptions/update-subscription.js';
import type { UpdateParams } from '../subscriptions/subscription-params.js';

/** The same account in a copy of the whole state: what happens there is seen by nobody and thrown away. */
export function copyOf(world: World): World {
  const universe: Universe = {
    ...world.universe,
    state: copyState(world.universe.state),
    publish: () => {},
    announceUpcoming: () => {},
  };
  return worldOf(universe, world.account);
}

type SubscriptionDetails = Stripe.InvoiceCreatePreviewParams.SubscriptionDetails;

/** `POST /v1/invoices/create_preview`: does the thing in a copy of the state and shows the invoice it would make. */
export function previewInvoice(world: World, params: Stripe.InvoiceCreatePreviewParams): Invoice {
  const scratch = copyOf(world);
  const subscription = params.subscription
    ? fetchByParam(scratch, 'subscription', params.subscription, 'subscription')
    : undefined;
  const customerId = params.customer ?? subscription?.customer;
  if (!customerId && !params.customer_details)
    throw invalidRequest('Must provide customer, customer_details, subscription, or schedule.', {
      code: 'parameter_missing',
    });
  const customer = customerId
    ? fetchByParam(scratch, 'customer', customerId as string, 'customer')
    : anonymous(scratch);
  const details = params.subscription_details;
  const known = new Set(Object.keys(scratch.tables.invoices));
  if (details?.resume_at !== undefined)
    throw invalidRequest('The simulator does not preview `subscription_details[resume_at]`.', {
      param: 'subscription_details[resume_at]',
    });
  const invoice = subscription
    ? ofSubscription(scratch, subscription, customer, params, known)
    : details?.items?.length
      ? ofNew(scratch, customer, params, known)
      : ofPending(scratch, customer, params);
  return shown(invoice);
}

function ofSubscription(
  scratch: World,
  subscription: Subscription,
  customer: Customer,
  params: Stripe.InvoiceCreatePreviewParams,
  known: ReadonlySet<string>,
): Invoice {
  const details = params.subscription_details;
  const now = scratch.now(subscription.test_clock);
  if (details?.cancel_now) {
    endSubscription(scratch, subscription, {
      at: details.proration_date ?? now,
      reason: 'cancellation_requested',
      prorate: details.proration_behavior !== 'none',
      invoiceNow: true,
    });
    return fresh(scratch, known) ?? nothingUpcoming(subscription);
  }
  if (details && changes(details)) {
    updateSubscription(scratch, subscription, updateOf(details, params));
    const made = fresh(scratch, known);
    if (made) return made;
  }
  if (['canceled', 'incomplete_expired'].includes(subscription.status)) throw nothing(subscription.id);
  if (subscription.cancel_at !== null && subscription.cancel_at <= nextBilling(subscription))
    return nothingUpcoming(subscription);
  const at = nextBilling(subscription);
  if (subscription.status === 'trialing') subscription.status = 'active';
  return renewalInvoice(scratch, subscription, customer, at);
}

function changes(details: SubscriptionDetails): boolean {
  return Object.keys(details).some((name) => !['proration_behavior', 'proration_date'].includes(name));
}

function updateOf(details: SubscriptionDetails, params: Stripe.InvoiceCreatePreviewParams): UpdateParams {
  const {
    cancel_now: _now,
    resume_at: _resume,
    start_date: _start,
    billing_mode: _mode,
    billing_schedules: _schedules,
    ...rest
  } = details;
  return {
    ...(rest as unknown as UpdateParams),
    ...(params.discounts ? { discounts: params.discounts as NonNullable<UpdateParams['discounts']> } : {}),
    payment_behavior: 'allow_incomplete',
  };
}

function ofNew(
  scratch: World,
  customer: Customer,
  params: Stripe.InvoiceCreatePreviewParams,
  known: ReadonlySet<string>,
): Invoice {
  const details = params.subscription_details as SubscriptionDetails;
  createSubscription(
    scratch,
    {
      ...(details as unknown as CreateParams),
      customer: customer.id,
      payment_behavior: 'default_incomplete',
      ...(params.discounts ? { discounts: params.discounts as NonNullable<CreateParams['discounts']> } : {}),
    },
    { customer, defaultBillingMode: 'flexible' },
  );
  return fresh(scratch, known) as Invoice;
}

function ofPending(scratch: World, customer: Customer, params: Stripe.InvoiceCreatePreviewParams): Invoice {
  const living = Object.values(scratch.tables.subscriptions).filter(
    (subscription) =>
      subscription.customer === customer.id &&
      ['active', 'trialing', 'past_due'].includes(subscription.status) &&
      subscription.cancel_at === null,
  );
  const next = living.sort((a, b) => nextBilling(a) - nextBilling(b))[0];
  if (next) return renewalInvoice(scratch, next, customer, nextBilling(next));
  const currency = params.currency ?? customer.currency ?? 'usd';
  const lines = takePendingItems(scratch, customer, null, currency);
  if (lines.length === 0 && !params.invoice_items) throw nothing(customer.id);
  return draftInvoice(scratch, { customer, reason: 'upcoming', currency, lines, at: scratch.now(customer.test_clock) });
}

function fresh(scratch: World, known: ReadonlySet<string>): Invoice | undefined {
  return Object.values(scratch.tables.invoices).find((invoice) => !known.has(invoice.id));
}

// A preview has no id of an invoice that exists, no number and no payment.
function shown(invoice: Invoice): Invoice {
  const preview = structuredClone(invoice);
  preview.id = `upcoming_${invoice.id}`;
  preview.status = 'draft';
  preview.number = null;
  preview.billing_reason = invoice.billing_reason === 'subscription_cycle' ? 'upcoming' : invoice.billing_reason;
  preview.attempted = false;
  preview.attempt_count = 0;
  preview.amount_paid = 0;
  preview.amount_remaining = preview.amount_due;
  preview.auto_advance = true;
  preview.hosted_invoice_url = null;
  preview.invoice_pdf = null;
  preview.effective_at = null;
  preview.status_transitions = { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null };
  preview.next_payment_attempt = invoice.collection_method === 'charge_automatically' ? invoice.created + 3600 : null;
  for (const line of preview.lines.data) line.invoice = preview.id;
  return preview;
}

function nothing(id: string) {
  return invalidRequest(`No upcoming invoices for customer or subscription: ${id}`, {
    code: 'invoice_upcoming_none',
    status: 404,
  });
}

function nothingUpcoming(subscription: Subscription): never {
  throw nothing(subscription.id);
}

function anonymous(scratch: World): Customer {
  return {
    ...(Object.values(scratch.tables.customers)[0] as Customer),
    id: 'cus_preview',
    balance: 0,
    discount: null,
    currency: null,
    test_clock: null,
  };
}
