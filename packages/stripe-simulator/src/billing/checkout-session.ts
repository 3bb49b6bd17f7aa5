import type Stripe from 'stripe';
import { emit } from '../events.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import { address, mergeMetadata, orNull } from '../resources/fields.js';
import { fetchByParam } from '../resources/kinds.js';
import { priceFor } from '../resources/prices.js';
import { createSetupIntent } from '../payments/setup-intent.js';
import type { JsonObject } from '../state/stored.js';
import type { CheckoutSession, Customer, Discount, InvoiceLine, Price, TaxRate } from '../state/tables.js';
import type { World } from '../world.js';
import { amountOf } from './amounts.js';
import { applyDiscounts, usableCode, usableCoupon } from './discounts.js';
import { makeLine, productName } from './lines.js';
import { applyTaxes } from './taxes.js';

export type SessionParams = Omit<Stripe.Checkout.SessionCreateParams, 'ui_mode'> & { ui_mode?: string };

export interface SessionLine {
  price: string;
  quantity: number;
  taxRates: string[];
}

/** What a session remembers of its parameters beyond its own fields. */
export interface SessionNotes {
  lines: SessionLine[];
  discounts: { coupon?: string | undefined; promotion_code?: string | undefined }[];
  subscriptionData: JsonObject;
  intentData: JsonObject;
  setupData: JsonObject;
  /** A payment that waits for the bank's question. */
  challenge?: { method: string; email: string; name: string } | undefined;
  line_items?: unknown[] | undefined;
}

const DAY = 86_400;

export function notesOf(world: World, session: CheckoutSession): SessionNotes {
  return world.data.notes.sessions[session.id] as unknown as SessionNotes;
}

export function createSession(world: World, params: SessionParams): CheckoutSession {
  const mode = params.mode;
  if (!mode) throw missingParameter('mode');
  const ui = params.ui_mode ?? 'hosted_page';
  const hosted = ui === 'hosted_page';
  if (hosted && !params.success_url) throw missingParameter('success_url');
  if (!hosted && params.success_url)
    throw invalidRequest(
      `\`success_url\` is not a valid parameter for \`ui_mode: ${ui}\`. Use \`return_url\` instead.`,
      { param: 'success_url' },
    );
  if (params.customer && params.customer_email)
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.');
  for (const [name, wanted] of [
    ['subscription_data', 'subscription'],
    ['payment_intent_data', 'payment'],
    ['setup_intent_data', 'setup'],
    ['invoice_creation', 'payment'],
  ] as const) {
    if (params[name] !== undefined && mode !== wanted)
      throw invalidRequest(`You can not pass \`${name}\` in \`${mode}\` mode.`, { param: name });
  }
  for (const name of ['success_url', 'cancel_url', 'return_url'] as const) assertUrl(params[name], name);
  const customer = params.customer ? fetchByParam(world, 'customer', params.customer, 'customer') : null;
  const now = world.now();
  if (params.expires_at !== undefined && (params.expires_at < now + 1800 || params.expires_at > now + DAY)) {
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes and less than 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  }
  const lines = readLines(world, params, mode);
  const discounts = (params.discounts || []).map((discount, index) => ({ ...discount, at: `discounts[${index}]` }));
  for (const discount of discounts) {
    if (discount.coupon) usableCoupon(world, discount.coupon, discount.at);
    if (discount.promotion_code) usableCode(world, discount.promotion_code, customer, discount.at);
  }
  if (discounts.length > 0 && params.allow_promotion_codes)
    throw invalidRequest('You may only specify one of these parameters: allow_promotion_codes, discounts.', {
      param: 'discounts',
    });
  const id = world.id('cs_test');
  const first = lines[0] ? world.tables.prices[lines[0].price] : undefined;
  const notes: SessionNotes = {
    lines,
    discounts: discounts.map(({ coupon, promotion_code }) => ({ coupon, promotion_code })),
    subscriptionData: (params.subscription_data ?? {}) as unknown as JsonObject,
    intentData: (params.payment_intent_data ?? {}) as unknown as JsonObject,
    setupData: (params.setup_intent_data ?? {}) as unknown as JsonObject,
  };
  world.data.notes.sessions[id] = notes as unknown as JsonObject;
  const session = shell(world, id, params, {
    mode,
    ui,
    hosted,
    customer,
    now,
    currency: first?.currency ?? params.currency?.toLowerCase() ?? null,
  });
  if (mode === 'setup')
    session.setup_intent = createSetupIntent(world, {
      customer: customer?.id ?? null,
      metadata: mergeMetadata(null, params.setup_intent_data?.metadata),
      usage: 'off_session',
    }).id;
  world.put('checkoutSessions', session);
  price(world, session);
  return session;
}

function readLines(world: World, params: SessionParams, mode: string): SessionLine[] {
  const inputs = params.line_items ?? [];
  if (mode !== 'setup' && inputs.length === 0) throw missingParameter('line_items');
  const lines = inputs.map((input, index) => {
    const at = `line_items[${index}]`;
    const found = priceFor(world, input, at);
    const metered = found.recurring?.usage_type === 'metered';
    if (!metered && input.quantity === undefined && !input.adjustable_quantity) {
      throw invalidRequest('Quantity is required. Add `quantity` to `line_items[' + index + ']`', {
        param: `${at}[quantity]`,
      });
    }
    if (!found.active && input.price)
      throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
        param: `${at}[price]`,
      });
    return {
      price: found.id,
      quantity: metered ? 0 : (input.quantity ?? 1),
      taxRates: (input.tax_rates ?? []) as string[],
    };
  });
  const prices = lines.map((line) => world.tables.prices[line.price] as Price);
  if (mode === 'subscription' && !prices.some((price) => price.recurring)) {
    throw invalidRequest('You must provide at least one recurring price in `subscription` mode when using prices.', {
      param: 'mode',
    });
  }
  if (mode === 'payment' && prices.some((price) => price.recurring)) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param: 'mode' },
    );
  }
  if (prices.some((price) => price.currency !== prices[0]?.currency))
    throw invalidRequest('All line items must have the same currency.', { param: 'line_items' });
  return lines;
}

interface ShellInput {
  mode: NonNullable<SessionParams['mode']>;
  ui: string;
  hosted: boolean;
  customer: Customer | null;
  now: number;
  currency: string | null;
}

function shell(
  world: World,
  id: string,
  params: SessionParams,
  { mode, ui, hosted, customer, now, currency }: ShellInput,
): CheckoutSession {
  const url = hosted ? `${world.universe.origin}${world.universe.base}/c/pay/${id}` : null;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? mode !== 'setup' },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: { enabled: params.automatic_tax?.enabled ?? false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: orNull(params.cancel_url),
    client_reference_id: orNull(params.client_reference_id),
    client_secret: hosted ? null : `${id}_secret_${world.secret(id)}`,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: (params.custom_fields ?? []) as unknown as CheckoutSession['custom_fields'],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation:
      mode === 'payment' && !customer
        ? (params.customer_creation ?? 'if_required')
        : customer
          ? null
          : mode === 'subscription'
            ? 'always'
            : (params.customer_creation ?? null),
    customer_details: customer
      ? {
          address: address(customer.address as never),
          business_name: null,
          email: customer.email,
          individual_name: null,
          name: null,
          phone: null,
          tax_exempt: 'none',
          tax_ids: null,
        }
      : params.customer_email
        ? {
            address: null,
            business_name: null,
            email: params.customer_email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: 'none',
            tax_ids: null,
          }
        : null,
    customer_email: orNull(params.customer_email),
    discounts: [],
    expires_at: params.expires_at ?? now + DAY,
    integration_identifier: null,
    invoice: null,
    invoice_creation:
      mode === 'payment'
        ? {
            enabled: params.invoice_creation?.enabled ?? false,
            invoice_data: {
              account_tax_ids: null,
              custom_fields: null,
              description: null,
              footer: null,
              issuer: null,
              metadata: {},
              rendering_options: null,
            },
          }
        : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata(null, params.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection:
      mode === 'subscription'
        ? (params.payment_method_collection ?? 'always')
        : mode === 'setup'
          ? 'always'
          : 'if_required',
    payment_method_configuration_details: { id: 'pmc_simulator', parent: null },
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    ...(params.return_url ? { return_url: params.return_url } : {}),
    ...(hosted ? {} : { redirect_on_completion: params.redirect_on_completion ?? 'always' }),
    saved_payment_method_options:
      customer && mode !== 'setup'
        ? { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled', payment_method_save: null }
        : null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: orNull(params.success_url),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: ui as CheckoutSession['ui_mode'],
    url,
    wallet_options: null,
  } as CheckoutSession;
}

/** Works out the session's amounts, line by line, with its discounts and tax rates. */
export function price(world: World, session: CheckoutSession): { lines: InvoiceLine[]; trialEnd: number | null } {
  const notes = notesOf(world, session);
  const trialEnd = trialEndOf(world, notes);
  const lines = notes.lines.map((line) => {
    const own = world.tables.prices[line.price] as Price;
    const free = trialEnd !== null && own.recurring !== null;
    return makeLine(world, {
      amount: free ? 0 : amountOf(own, line.quantity),
      currency: own.currency,
      description: productName(world, own),
      discountable: true,
      price: own,
      quantity: line.quantity,
      period: { start: session.created, end: session.created },
      parent: null,
    });
  });
  const redeemed = notes.discounts.map(
    (request, index) => ({ ...previewDiscount(world, request), id: `di_preview_${index}` }) as Discount,
  );
  applyDiscounts(world, lines, redeemed);
  const rates = (ids: readonly string[]): TaxRate[] =>
    ids.map((id) => world.tables.taxRates[id]).filter((rate): rate is TaxRate => rate !== undefined);
  const defaults = rates((notes.subscriptionData['default_tax_rates'] as string[] | undefined) ?? []);
  applyTaxes(lines, defaults, (line) => rates(notes.lines[lines.indexOf(line)]?.taxRates ?? []));
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discount = lines.reduce((sum, line) => sum + off(line), 0);
  const tax = lines.reduce((sum, line) => sum + exclusiveTax(line), 0);
  if (session.mode !== 'setup') {
    session.amount_subtotal = subtotal;
    session.amount_total = subtotal - discount + tax;
    session.total_details = { amount_discount: discount, amount_shipping: 0, amount_tax: tax };
    session.discounts = notes.discounts.map((request) => ({
      coupon: request.coupon ?? null,
      promotion_code: request.promotion_code ?? null,
    })) as CheckoutSession['discounts'];
  }
  notes.line_items = lines.map((line, index) => ({
    id: line.id.replace(/^il_/, 'li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: off(line),
    amount_subtotal: line.amount,
    amount_tax: exclusiveTax(line),
    amount_total: line.amount - off(line) + exclusiveTax(line),
    currency: line.currency,
    description: line.description,
    metadata: {},
    price: world.tables.prices[notes.lines[index]?.price ?? ''],
    quantity: line.quantity,
  }));
  return { lines, trialEnd };
}

const off = (line: InvoiceLine): number => (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);
const exclusiveTax = (line: InvoiceLine): number =>
  (line.taxes ?? []).reduce((sum, entry) => sum + (entry.tax_behavior === 'exclusive' ? entry.amount : 0), 0);

function previewDiscount(
  world: World,
  request: { coupon?: string | undefined; promotion_code?: string | undefined },
): Pick<Discount, 'source' | 'end'> {
  const coupon = request.coupon ?? world.tables.promotionCodes[request.promotion_code ?? '']?.promotion.coupon ?? null;
  return { source: { coupon, type: 'coupon' }, end: null };
}

export function trialEndOf(world: World, notes: SessionNotes): number | null {
  const days = notes.subscriptionData['trial_period_days'];
  const end = notes.subscriptionData['trial_end'];
  if (typeof end === 'number') return end;
  return typeof days === 'number' && days > 0 ? world.now() + days * DAY : null;
}

export function expireSession(world: World, session: CheckoutSession): void {
  session.status = 'expired';
  session.url = null;
  session.expires_at = Math.min(session.expires_at, world.now());
  emit(world, 'checkout.session.expired', session);
}

function assertUrl(url: string | undefined, param: string): void {
  if (url === undefined || url === '') return;
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(url))
    throw invalidRequest('Not a valid URL', { code: 'url_invalid', param });
}
