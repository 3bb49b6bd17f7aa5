import Stripe from 'stripe';
import { inside, integerOf, metadataOf, requiredText, textOf } from './fields.js';
import type { StripeConnection } from '../runtime/settings.js';
import type { CustomerFacts, PriceFacts, ProductFacts, StripeGateway } from './gateway.js';
import { toStripeFailure } from './map-stripe-error.js';
import { type InvoiceFacts, readInvoice, readInvoiceLine } from './read-invoice.js';
import { readCard } from './read-card.js';
import { readSession, type SessionFacts } from './read-session.js';
import { readSubscription, type SubscriptionFacts, toInterval } from './read-subscription.js';
import { isStripeFailure } from './stripe-failure.js';

/** The one version whose shapes we ask for, whatever the account's default is; `stripe` is pinned beside it. */
const STRIPE_API_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 20_000;
const RETRIES = 2;

const readCustomer = (value: unknown): CustomerFacts => {
  const customer = inside(value);
  return {
    id: requiredText(customer['id'], 'an id'),
    isDeleted: customer['deleted'] === true,
    metadata: metadataOf(customer['metadata']),
  };
};
const readPrice = (value: unknown): PriceFacts => {
  const price = inside(value);
  return {
    id: requiredText(price['id'], 'an id'),
    product: textOf(price['product']) ?? textOf(inside(price['product'])['id']),
    isActive: price['active'] === true,
    unitAmount: integerOf(price['unit_amount']),
    currency: textOf(price['currency']),
    interval: toInterval(inside(price['recurring'])),
    lookupKey: textOf(price['lookup_key']),
  };
};
const readProduct = (value: unknown): ProductFacts => {
  const product = inside(value);
  return {
    id: requiredText(product['id'], 'an id'),
    isActive: product['active'] === true,
    name: textOf(product['name']) ?? '',
    metadata: metadataOf(product['metadata']),
  };
};

/** Runs a call and turns what the client throws into our own words. */
async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStripeFailure(error);
  }
}
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await call(work);
  } catch (error) {
    if (isStripeFailure(error, 'missing')) return null;
    throw error;
  }
}
async function* pages<T, R>(list: () => AsyncIterable<T>, read: (value: T) => R): AsyncGenerator<R> {
  try {
    for await (const value of list()) yield read(value);
  } catch (error) {
    throw toStripeFailure(error);
  }
}

/** Makes no connection until the first call. Telemetry of the client is off: nothing but the call itself is sent. */
export function createGateway(connection: StripeConnection): StripeGateway {
  const stripe = new Stripe(connection.secretKey, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'farebox' },
    ...(connection.host === null ? {} : { host: connection.host }),
    ...(connection.port === null ? {} : { port: connection.port }),
    ...(connection.protocol === null ? {} : { protocol: connection.protocol }),
    // The host's own object for the client's own parameter: its shape is `stripe`'s business.
    ...(connection.httpClient === undefined ? {} : { httpClient: connection.httpClient as Stripe.HttpClient }),
  });

  let account: Promise<string> | null = null;
  /** A key's account never changes, so one answer is enough; a failure is asked again. */
  function accountId(): Promise<string> {
    account ??= call(async () =>
      requiredText(inside(await stripe.accounts.retrieveCurrent())['id'], 'an account id'),
    ).catch((error: unknown) => {
      account = null;
      throw error;
    });
    return account;
  }

  async function withAllLines(invoice: InvoiceFacts): Promise<InvoiceFacts> {
    const { id } = invoice;
    if (!invoice.hasMoreLines || id === null) return invoice;
    const lines = [];
    for await (const line of pages(() => stripe.invoices.listLineItems(id, { limit: 100 }), readInvoiceLine))
      lines.push(line);
    return { ...invoice, lines, hasMoreLines: false };
  }

  /** The card that pays: the subscription's own, else the customer's. Asked for apart, for a deleted customer has no settings to expand. */
  async function withCard(facts: SubscriptionFacts): Promise<SubscriptionFacts> {
    if (facts.card !== null || facts.endedAt !== null) return facts;
    const customer = inside(
      await stripe.customers.retrieve(facts.customer, { expand: ['invoice_settings.default_payment_method'] }),
    );
    return { ...facts, card: readCard(inside(customer['invoice_settings'])['default_payment_method']) };
  }

  return {
    accountId,
    createCustomer: (params, idempotencyKey) =>
      call(async () => ({
        id: (
          await stripe.customers.create(
            { ...text('email', params.email), ...text('name', params.name), metadata: { ...params.metadata } },
            { idempotencyKey },
          )
        ).id,
      })),
    findCustomer: (id) => orNull(async () => readCustomer(await stripe.customers.retrieve(id))),
    listCustomersSince: (from) =>
      pages(
        () => stripe.customers.list({ ...(from > 0 ? { created: { gte: Math.floor(from / 1000) } } : {}), limit: 100 }),
        readCustomer,
      ),

    createCheckout: (params, idempotencyKey) =>
      call(async () =>
        readSession(
          await stripe.checkout.sessions.create(
            {
              mode: 'subscription',
              customer: params.customer,
              line_items: [{ price: params.price, quantity: params.quantity }],
              success_url: params.successUrl,
              cancel_url: params.cancelUrl,
              client_reference_id: params.clientReference,
              metadata: { ...params.metadata },
              subscription_data: { metadata: { ...params.metadata } },
            },
            { idempotencyKey },
          ),
        ),
      ),
    findSession: (id) => orNull(async () => readSession(await stripe.checkout.sessions.retrieve(id))),
    listSessions: (customer): AsyncIterable<SessionFacts> =>
      pages(() => stripe.checkout.sessions.list({ customer, limit: 100 }), readSession),
    async expireSession(id, idempotencyKey) {
      try {
        await call(() => stripe.checkout.sessions.expire(id, {}, { idempotencyKey }));
        return true;
      } catch (error) {
        if (isStripeFailure(error, 'refused') || isStripeFailure(error, 'missing')) return false;
        throw error;
      }
    },

    createPortal: ({ customer, returnUrl, flow }, idempotencyKey) =>
      call(async () => {
        const flowData =
          flow === null
            ? {}
            : {
                flow_data:
                  flow.type === 'subscription_cancel'
                    ? { type: flow.type, subscription_cancel: { subscription: flow.subscription } }
                    : { type: flow.type },
              };
        const session = await stripe.billingPortal.sessions.create(
          { customer, return_url: returnUrl, ...flowData },
          { idempotencyKey },
        );
        return { id: session.id, url: session.url };
      }),

    findSubscription: (id) =>
      orNull(async () =>
        withCard(
          readSubscription(await stripe.subscriptions.retrieve(id, { expand: ['default_payment_method', 'schedule'] })),
        ),
      ),
    listSubscriptions: (customer) =>
      orNull(async () => {
        const found = [];
        for await (const subscription of stripe.subscriptions.list({ customer, status: 'all', limit: 100 }))
          found.push(readSubscription(subscription));
        return found;
      }),
    async *listInvoices(subscription) {
      for await (const invoice of pages(() => stripe.invoices.list({ subscription, limit: 24 }), readInvoice))
        yield await withAllLines(invoice);
    },

    previewRenewal: (subscription) =>
      call(async () => integerOf((await stripe.invoices.createPreview({ subscription })).total)),

    listPrices: (lookupKeys) =>
      call(async () => {
        const found = [];
        // Stripe takes ten lookup keys at a time.
        for (let at = 0; at < lookupKeys.length; at += 10) {
          const keys = lookupKeys.slice(at, at + 10);
          for await (const price of stripe.prices.list({ lookup_keys: keys, active: true, limit: 100 }))
            found.push(readPrice(price));
        }
        return found;
      }),
    findProduct: (id) => orNull(async () => readProduct(await stripe.products.retrieve(id))),
    createProduct: (id, params, idempotencyKey) =>
      call(async () => ({
        id: (
          await stripe.products.create(
            { id, name: params.name, ...text('description', params.description), metadata: { ...params.metadata } },
            { idempotencyKey },
          )
        ).id,
      })),
    updateProduct: (id, params, idempotencyKey) =>
      call(async () => {
        await stripe.products.update(
          id,
          {
            name: params.name,
            active: true,
            ...text('description', params.description),
            metadata: { ...params.metadata },
          },
          { idempotencyKey },
        );
      }),
    createPrice: (params, idempotencyKey) =>
      call(async () =>
        readPrice(
          await stripe.prices.create(
            {
              product: params.product,
              unit_amount: params.unitAmount,
              currency: params.currency,
              recurring: { interval: params.interval },
              lookup_key: params.lookupKey,
              transfer_lookup_key: true,
              metadata: { ...params.metadata },
            },
            { idempotencyKey },
          ),
        ),
      ),
  };
}
const text = <K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { readonly [key in K]?: string });
