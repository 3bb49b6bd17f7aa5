import { emit, snapshot } from '../../events.js';
import { cancelIntent, confirmIntent, createIntent, type IntentOutcome } from '../../payments/intent.js';
import type { Customer, Invoice, InvoicePayment, PaymentIntent, PaymentMethod } from '../../state/tables.js';
import type { World } from '../../world.js';
import { applyCredits } from './credits.js';
import { moveBalance } from './customer-balance.js';

const MINIMUM_CHARGE = 50;

function customerOf(world: World, invoice: Pick<Invoice, 'customer'>): Customer | undefined {
  return invoice.customer ? world.tables.customers[invoice.customer] : undefined;
}

/** Draft to open: a number, the customer's balance, and for automatic collection a payment intent. Zero is paid at once. */
export function finalizeInvoice(
  world: World,
  invoice: Invoice,
  intentInput: { setupFutureUsage?: boolean | undefined; types?: string[] | undefined } = {},
): void {
  const customer = customerOf(world, invoice);
  const at = world.now(invoice.test_clock as string | null);
  if (customer) {
    invoice.number = `${customer.invoice_prefix ?? 'INV'}-${String(customer.next_invoice_sequence ?? 1).padStart(4, '0')}`;
    customer.next_invoice_sequence = (customer.next_invoice_sequence ?? 1) + 1;
    customer.currency ??= invoice.currency;
    applyCredits(world, invoice);
    applyBalance(world, invoice, customer);
  }
  invoice.status = 'open';
  if (invoice.rendering?.pdf) invoice.rendering.pdf.page_size = 'letter';
  invoice.effective_at = at;
  invoice.automatically_finalizes_at = null;
  invoice.status_transitions.finalized_at = at;
  const page = `${world.universe.origin}${world.universe.base}/i/${invoice.id}`;
  invoice.hosted_invoice_url = page;
  invoice.invoice_pdf = `${page}/pdf`;
  emit(world, 'invoice.finalized', invoice);
  if (invoice.amount_due === 0) {
    invoice.attempted = true;
    markPaid(world, invoice, 0);
    return;
  }
  if (invoice.collection_method === 'send_invoice' && !invoice.auto_advance) return;
  openPayment(world, invoice, intentInput);
}

function openPayment(
  world: World,
  invoice: Invoice,
  input: { setupFutureUsage?: boolean | undefined; types?: string[] | undefined },
): void {
  const subscription = invoice.parent?.subscription_details?.subscription;
  const intent = createIntent(world, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: invoice.customer,
    description: paymentDescription(invoice),
    setup_future_usage: subscription && (input.setupFutureUsage ?? true) ? 'off_session' : null,
    statement_descriptor: invoice.statement_descriptor,
    order_reference: invoice.id,
    ...(input.types ? { types: input.types } : { types: ['card', 'link'] }),
  });
  world.data.notes.intents[intent.id] = { invoice: invoice.id };
  world.data.notes.invoices[invoice.id] = { payment_intent: intent.id };
  const payment: InvoicePayment = {
    id: world.id('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: world.now(invoice.test_clock as string | null),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  world.put('invoicePayments', payment);
}

function paymentDescription(invoice: Invoice): string {
  if (invoice.billing_reason === 'subscription_create') return 'Subscription creation';
  if (invoice.billing_reason === 'subscription_update') return 'Subscription update';
  return invoice.description ?? `Payment for Invoice ${invoice.number ?? ''}`.trim();
}

/** Takes from or adds to the customer's balance what the invoice's total asks for. */
function applyBalance(world: World, invoice: Invoice, customer: Customer): void {
  invoice.starting_balance = customer.balance;
  const owed = invoice.total + customer.balance;
  let due = Math.max(0, owed);
  let ending = Math.min(0, owed);
  // What is too small to be charged waits on the balance.
  if (due > 0 && due < MINIMUM_CHARGE && invoice.collection_method === 'charge_automatically') {
    ending = due;
    due = 0;
  }
  invoice.ending_balance = ending;
  invoice.amount_due = due;
  invoice.amount_remaining = due;
  if (ending !== customer.balance)
    moveBalance(world, customer, {
      amount: ending - customer.balance,
      type: 'applied_to_invoice',
      invoice: invoice.id,
      currency: invoice.currency,
    });
}

export function intentOf(world: World, invoice: Invoice): PaymentIntent | undefined {
  return world.tables.paymentIntents[world.data.notes.invoices[invoice.id]?.payment_intent ?? ''];
}

/** The method an invoice is collected with: its own, the subscription's, the customer's. */
export function methodOf(world: World, invoice: Invoice): PaymentMethod | undefined {
  const subscription = world.tables.subscriptions[invoice.parent?.subscription_details?.subscription ?? ''];
  const customer = customerOf(world, invoice);
  const ids = [
    invoice.default_payment_method,
    subscription?.default_payment_method,
    customer?.invoice_settings.default_payment_method,
    customer?.default_source,
  ];
  for (const id of ids)
    if (typeof id === 'string' && world.tables.paymentMethods[id]) return world.tables.paymentMethods[id];
  return undefined;
}

/** One attempt to collect an open invoice. */
export function collectInvoice(
  world: World,
  invoice: Invoice,
  method: PaymentMethod | undefined,
  options: { offSession: boolean; returnUrl?: string | undefined; onPage?: boolean | undefined },
): IntentOutcome {
  if (!intentOf(world, invoice)) openPayment(world, invoice, {});
  const intent = intentOf(world, invoice);
  if (!intent) throw new Error(`Invoice ${invoice.id} has no payment intent after it was opened.`);
  if (!method) {
    invoice.attempted = true;
    invoice.attempt_count += 1;
    const decline = {
      code: 'card_declined',
      decline_code: 'no_payment_method',
      message: 'This customer has no attached payment source or default payment method.',
    };
    emit(world, 'invoice.payment_failed', invoice);
    world.universe.afterInvoice.failed(world, invoice, 'declined');
    world.universe.afterInvoice.givenUpIfLast(world, invoice);
    return { kind: 'declined', decline, charge: null };
  }
  intent.amount = invoice.amount_remaining;
  const outcome = confirmIntent(world, intent, {
    method,
    offSession: options.offSession,
    returnUrl: options.returnUrl ?? null,
    onPage: options.onPage,
  });
  settle(world, invoice, intent, outcome);
  return outcome;
}

/** Brings an invoice in line with what its payment intent came to. */
export function settle(world: World, invoice: Invoice, intent: PaymentIntent, outcome: IntentOutcome): void {
  const before = snapshot(world, invoice);
  invoice.attempted = true;
  if (outcome.kind === 'succeeded') {
    invoice.attempt_count += 1;
    markPaid(world, invoice, intent.amount_received, intent);
  } else if (outcome.kind === 'requires_action') {
    emit(world, 'invoice.updated', invoice, before);
    emit(world, 'invoice.payment_action_required', invoice);
    world.universe.afterInvoice.failed(world, invoice, 'requires_action');
  } else if (outcome.kind === 'declined') {
    invoice.attempt_count += 1;
    world.universe.afterInvoice.failed(world, invoice, 'declined');
    emit(world, 'invoice.updated', invoice, before);
    emit(world, 'invoice.payment_failed', invoice);
    if (outcome.decline.code === 'authentication_required') emit(world, 'invoice.payment_action_required', invoice);
    world.universe.afterInvoice.givenUpIfLast(world, invoice);
  }
}

export function markPaid(world: World, invoice: Invoice, amount: number, intent?: PaymentIntent): void {
  const at = world.now(invoice.test_clock as string | null);
  const before = snapshot(world, invoice);
  invoice.status = 'paid';
  invoice.auto_advance = false;
  invoice.amount_paid += amount;
  invoice.amount_remaining = Math.max(0, invoice.amount_due - invoice.amount_paid);
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = at;
  const payment = Object.values(world.tables.invoicePayments).find(
    (candidate) => candidate.invoice === invoice.id && candidate.status === 'open',
  );
  if (payment && intent) {
    payment.status = 'paid';
    payment.amount_paid = amount;
    payment.status_transitions.paid_at = at;
    emit(world, 'invoice_payment.paid', payment);
  }
  emit(world, 'invoice.updated', invoice, before);
  emit(world, 'invoice.paid', invoice);
  emit(world, 'invoice.payment_succeeded', invoice);
  world.universe.afterInvoice.paid(world, invoice);
}

/** Stops collecting: void, or written off. */
export function closeInvoice(world: World, invoice: Invoice, status: 'void' | 'uncollectible'): void {
  const at = world.now(invoice.test_clock as string | null);
  invoice.status = status;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  if (status === 'void') invoice.status_transitions.voided_at = at;
  else invoice.status_transitions.marked_uncollectible_at = at;
  if (status === 'void') {
    const intent = intentOf(world, invoice);
    if (intent && !['succeeded', 'canceled'].includes(intent.status)) cancelIntent(world, intent, 'void_invoice');
    for (const payment of Object.values(world.tables.invoicePayments)) {
      if (payment.invoice !== invoice.id || payment.status !== 'open') continue;
      payment.status = 'canceled';
      payment.status_transitions.canceled_at = at;
    }
  }
  emit(world, status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', invoice);
}
