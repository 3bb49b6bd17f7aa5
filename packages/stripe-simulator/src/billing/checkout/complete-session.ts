import { emit } from '../../events.js';
import { confirmIntent, createIntent } from '../../payments/intent.js';
import { cardError, cardOf, createCardMethod, NO_DETAILS } from '../../payments/methods.js';
import { confirmSetupIntent } from '../../payments/setup-intent.js';
import { cardByNumber, type Decline } from '../../payments/test-cards.js';
import { createCustomer } from '../../resources/customers.js';
import type { CheckoutSession, Customer, PaymentMethod } from '../../state/tables.js';
import type { World } from '../../world.js';
import { notesOf, type SessionLine } from './session-notes.js';
import { price } from './session-price.js';
import { createSubscription } from '../subscriptions/create-subscription.js';
import type { CreateParams } from '../subscriptions/subscription-params.js';
import { redeem } from '../invoices/discounts.js';
import { draftInvoice, issueDraft } from '../invoices/invoice.js';
import { makeInvoiceItem } from '../invoices/invoice-items.js';
import { lineForInvoiceItem, productName } from '../invoices/lines.js';
import { finalizeInvoice, intentOf, markPaid, settle } from '../invoices/settle-invoice.js';
import { amountOf } from '../amounts.js';

export interface PageCard {
  number: string;
  expMonth?: number | undefined;
  expYear?: number | undefined;
  name: string;
  email: string;
}

export type PayResult = { kind: 'complete' } | { kind: 'challenge' } | { kind: 'declined'; decline: Decline };

/** The customer presses "pay" on the hosted page. `null` when the session needs no card. */
export function paySession(world: World, session: CheckoutSession, card: PageCard | null, email: string): PayResult {
  const behaviour = card ? cardByNumber(card.number) : null;
  const { trialEnd } = price(world, session);
  const due = session.amount_total ?? 0;
  const method =
    card && behaviour
      ? createCardMethod(
          world,
          behaviour,
          { exp_month: card.expMonth, exp_year: card.expYear, cvc: '123' },
          { details: { ...structuredClone(NO_DETAILS), email: email || null, name: card.name || null } },
        )
      : null;
  if (behaviour?.authentication && method) {
    notesOf(world, session).challenge = { method: method.id, email, name: card?.name ?? '' };
    return { kind: 'challenge' };
  }
  const refused = refusal(world, session, method, due, trialEnd !== null);
  if (refused) return { kind: 'declined', decline: refused };
  complete(world, session, method, email, card?.name ?? '');
  return { kind: 'complete' };
}

/** Pays with a method that exists already, as Stripe's CLI does in place of a customer. */
export function completeWithMethod(world: World, session: CheckoutSession, method: PaymentMethod): void {
  price(world, session);
  const refused = refusal(world, session, method, session.amount_total ?? 0, false);
  if (refused) throw cardError(refused);
  complete(
    world,
    session,
    method,
    method.billing_details.email ?? session.customer_details?.email ?? '',
    method.billing_details.name ?? '',
  );
}

/** The customer answers the bank's question. */
export function answerSession(world: World, session: CheckoutSession, approved: boolean): PayResult {
  const notes = notesOf(world, session);
  const challenge = notes.challenge;
  const method = challenge ? (world.tables.paymentMethods[challenge.method] ?? null) : null;
  delete notes.challenge;
  if (!challenge || !method)
    return {
      kind: 'declined',
      decline: { code: 'payment_intent_authentication_failure', message: 'There is nothing to confirm.' },
    };
  if (!approved) {
    return {
      kind: 'declined',
      decline: {
        code: 'payment_intent_authentication_failure',
        message:
          'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
      },
    };
  }
  const refused = refusal(world, session, method, session.amount_total ?? 0, false);
  if (refused) return { kind: 'declined', decline: refused };
  complete(world, session, method, challenge.email, challenge.name);
  return { kind: 'complete' };
}

/** A card that is refused leaves the session open; in payment mode its payment intent shows the failure. */
function refusal(
  world: World,
  session: CheckoutSession,
  method: PaymentMethod | null,
  due: number,
  trial: boolean,
): Decline | null {
  const card = method ? cardOf(world, method) : null;
  if (!method || !card?.decline || card.paysOnPage) return null;
  if (due === 0 && !trial && session.mode !== 'setup' && !card.declinesOnAttach) return null;
  if (session.mode === 'payment') {
    const intent = session.payment_intent ? world.tables.paymentIntents[session.payment_intent as string] : undefined;
    const used =
      intent ??
      createIntent(world, {
        amount: due,
        currency: session.currency ?? 'usd',
        customer: session.customer as string | null,
      });
    session.payment_intent = used.id;
    confirmIntent(world, used, { method, onPage: true });
  }
  return card.decline;
}

function complete(
  world: World,
  session: CheckoutSession,
  method: PaymentMethod | null,
  email: string,
  name: string,
): void {
  const customer = customerFor(world, session, email, name);
  if (method && customer && (session.mode !== 'payment' || notesOf(world, session).intentData['setup_future_usage'])) {
    method.customer = customer.id;
    emit(world, 'payment_method.attached', method);
  }
  session.customer = customer?.id ?? null;
  session.customer_details = {
    address: { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: null },
    business_name: null,
    email: email || customer?.email || session.customer_email,
    individual_name: null,
    name: name || customer?.name || null,
    phone: null,
    tax_exempt: customer?.tax_exempt ?? 'none',
    tax_ids: [],
  };
  if (session.mode === 'subscription' && customer) subscribe(world, session, customer, method);
  else if (session.mode === 'payment') takePayment(world, session, customer, method);
  else setUp(world, session, customer, method);
  session.status = 'complete';
  session.url = null;
  emit(world, 'checkout.session.completed', session);
}

function customerFor(world: World, session: CheckoutSession, email: string, name: string): Customer | null {
  const existing = typeof session.customer === 'string' ? world.tables.customers[session.customer] : undefined;
  if (existing) return existing;
  if (session.mode === 'payment' && session.customer_creation !== 'always') return null;
  return createCustomer(world, { email: email || session.customer_email || '', ...(name ? { name } : {}) });
}

function subscribe(world: World, session: CheckoutSession, customer: Customer, method: PaymentMethod | null): void {
  const notes = notesOf(world, session);
  const recurring = (line: SessionLine): boolean => world.tables.prices[line.price]?.recurring != null;
  const metered = (line: SessionLine): boolean => world.tables.prices[line.price]?.recurring?.usage_type === 'metered';
  const data = notes.subscriptionData as unknown as CreateParams;
  const subscription = createSubscription(
    world,
    {
      ...data,
      customer: customer.id,
      items: notes.lines.filter(recurring).map((line) => ({
        price: line.price,
        ...(metered(line) ? {} : { quantity: line.quantity }),
        ...(line.taxRates.length > 0 ? { tax_rates: line.taxRates } : {}),
      })),
      add_invoice_items: notes.lines
        .filter((line) => !recurring(line))
        .map((line) => ({ price: line.price, quantity: line.quantity })),
      discounts: notes.discounts.map(({ coupon, promotion_code }) => ({
        ...(coupon ? { coupon } : {}),
        ...(promotion_code ? { promotion_code } : {}),
      })),
      ...(method ? { default_payment_method: method.id } : {}),
    },
    { customer, defaultBillingMode: 'flexible', checkout: { method, session: session.id } },
  );
  const invoice = world.tables.invoices[subscription.latest_invoice as string];
  session.subscription = subscription.id;
  session.invoice = invoice?.id ?? null;
  session.payment_status = invoice && invoice.amount_paid > 0 ? 'paid' : 'no_payment_required';
}

function takePayment(
  world: World,
  session: CheckoutSession,
  customer: Customer | null,
  method: PaymentMethod | null,
): void {
  const notes = notesOf(world, session);
  const amount = session.amount_total ?? 0;
  const currency = session.currency ?? 'usd';
  if (amount === 0 || !method) {
    session.payment_status = 'no_payment_required';
    return;
  }
  const data = notes.intentData as {
    description?: string;
    metadata?: Record<string, string>;
    setup_future_usage?: 'off_session' | 'on_session';
    capture_method?: 'manual';
    receipt_email?: string;
  };
  if (session.invoice_creation?.enabled && customer) {
    invoicePayment(world, session, customer, method, currency);
    return;
  }
  const open = session.payment_intent ? world.tables.paymentIntents[session.payment_intent as string] : undefined;
  const intent =
    open ??
    createIntent(world, {
      amount,
      currency,
      customer: customer?.id,
      description: data.description,
      metadata: data.metadata ?? {},
      setup_future_usage: data.setup_future_usage,
      capture_method: data.capture_method,
      receipt_email: data.receipt_email,
    });
  intent.customer = customer?.id ?? null;
  session.payment_intent = intent.id;
  for (const [index, request] of notes.discounts.entries())
    redeem(world, request, { customer, checkoutSession: session.id }, `discounts[${index}]`);
  const outcome = confirmIntent(world, intent, { method, onPage: true });
  session.payment_status = outcome.kind === 'processing' ? 'unpaid' : 'paid';
}

// `invoice_creation`: the payment gets an invoice that is paid already.
function invoicePayment(
  world: World,
  session: CheckoutSession,
  customer: Customer,
  method: PaymentMethod,
  currency: string,
): void {
  const notes = notesOf(world, session);
  const lines = notes.lines.map((line) => {
    const own = world.tables.prices[line.price];
    if (!own) throw new Error(`Price ${line.price} of session ${session.id} is gone.`);
    return lineForInvoiceItem(
      world,
      makeInvoiceItem(world, {
        customer,
        amount: amountOf(own, line.quantity),
        currency,
        description: productName(world, own),
        price: own,
        quantity: line.quantity,
        invoice: 'being_made',
      }),
    );
  });
  const discounts = notes.discounts.map(
    (request, index) => redeem(world, request, { customer, checkoutSession: session.id }, `discounts[${index}]`).id,
  );
  const invoice = issueDraft(
    world,
    draftInvoice(world, { customer, reason: 'manual', currency, discounts, lines, at: world.now(customer.test_clock) }),
  );
  finalizeInvoice(world, invoice);
  const intent = intentOf(world, invoice);
  if (intent) settle(world, invoice, intent, confirmIntent(world, intent, { method, onPage: true }));
  else if (invoice.status === 'open') markPaid(world, invoice, 0);
  session.invoice = invoice.id;
  session.payment_intent = intent?.id ?? null;
  session.payment_status = 'paid';
}

function setUp(world: World, session: CheckoutSession, customer: Customer | null, method: PaymentMethod | null): void {
  const intent = world.tables.setupIntents[(session.setup_intent as string | null) ?? ''];
  if (!intent || !method) return;
  intent.customer = customer?.id ?? null;
  confirmSetupIntent(world, intent, method, { approved: true });
  session.payment_status = 'no_payment_required';
}
