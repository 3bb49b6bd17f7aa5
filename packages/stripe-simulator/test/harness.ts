import Stripe from 'stripe';
import { createSimulator, type Simulator, type SimulatorOptions } from '../src/index.js';

/** A simulator without a port and the real client talking to it. */
export function begin(options: SimulatorOptions & { stripeVersion?: string } = {}): {
  simulator: Simulator;
  stripe: Stripe;
} {
  const { stripeVersion, ...rest } = options;
  const simulator = createSimulator({ seed: 'test', ...rest });
  return { simulator, stripe: clientOf(simulator, stripeVersion) };
}

export function clientOf(simulator: Simulator, version?: string): Stripe {
  return new Stripe('sk_test_x', {
    httpClient: Stripe.createFetchHttpClient(simulator.fetch as typeof fetch),
    maxNetworkRetries: 0,
    ...(version ? { apiVersion: version as never } : {}),
  });
}

export async function monthly(
  stripe: Stripe,
  amount = 1000,
  more: Partial<Stripe.PriceCreateParams> = {},
): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: `Plan ${amount}` });
  return stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval: 'month' },
    ...more,
  });
}

/** A customer whose default card is the one that Stripe's name stands for. */
export async function customerWith(
  stripe: Stripe,
  card = 'pm_card_visa',
  more: Stripe.CustomerCreateParams = {},
): Promise<Stripe.Customer> {
  return stripe.customers.create({
    email: 'ada@example.com',
    payment_method: card,
    invoice_settings: { default_payment_method: card },
    ...more,
  });
}

export async function types(stripe: Stripe): Promise<string[]> {
  return (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).reverse();
}

export const unix = (text: string): number => Date.parse(text) / 1000;
export const iso = (seconds: number | null | undefined): string => new Date((seconds ?? 0) * 1000).toISOString();
export const latest = (subscription: Stripe.Subscription): Stripe.Invoice =>
  subscription.latest_invoice as Stripe.Invoice;

/** The error of a call that must fail. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    return error as Stripe.errors.StripeError;
  }
  throw new Error('The call succeeded.');
}

/** Presses the button of a hosted page. */
export async function press(simulator: Simulator, url: string, fields: Record<string, string>): Promise<Response> {
  return simulator.fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
}
