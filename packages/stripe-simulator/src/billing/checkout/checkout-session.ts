import { type SessionParams, type SessionLine, type SessionNotes } from './session-notes.js';
import { price } from './session-price.js';
import { shell } from './session-shell.js';
import { emit } from '../../events.js';
import { invalidRequest, missingParameter } from '../../http/stripe-error.js';
import { mergeMetadata } from '../../resources/fields.js';
import { fetchByParam } from '../../resources/kinds.js';
import { priceFor } from '../../resources/prices.js';
import { createSetupIntent } from '../../payments/setup-intent.js';
import type { JsonObject } from '../../state/stored.js';
import type { CheckoutSession, Price } from '../../state/tables.js';
import type { World } from '../../world.js';
import { usableCode, usableCoupon } from '../invoices/discounts.js';

const DAY = 86_400;

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
