import type { CatalogPrice } from '../../catalog/price-index.js';
import { PriceNotFoundError } from '../../errors/stripe.js';
import type { PriceFacts } from '../../stripe/gateway.js';
import type { BillingContext } from '../engine/billing-context.js';
import { rememberPrice } from '../subscriptions/price-meaning.js';
import { performOnce } from '../stripe-calls/perform-once.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';

interface PushedPrice {
  readonly plan: string;
  readonly interval: 'month' | 'year';
  readonly lookupKey: string;
  /** `create`: Stripe has none under the key; `replace`: another amount, the key moves; `keep`: nothing to do. */
  readonly action: 'create' | 'replace' | 'keep';
  /** Null on a dry run of a price that does not exist yet. */
  readonly price: string | null;
}
export interface PricesService {
  /**
   * Makes Stripe's products and prices equal to the catalogue's. Idempotent: a second push keeps everything, a crash in the
   * middle is finished by the next. A changed amount makes a new price; whoever bought the old one keeps it.
   */
  push(options?: { readonly dryRun?: boolean | undefined }): Promise<readonly PushedPrice[]>;
}

const productIdOf = (plan: string): string => `farebox_${plan}`;
const fits = (found: PriceFacts, price: CatalogPrice): boolean =>
  found.isActive &&
  found.lookupKey === price.lookupKey &&
  found.unitAmount === price.money.unitAmount &&
  found.currency === price.money.currency &&
  found.interval === price.interval;
const remember = (context: BillingContext, price: CatalogPrice, id: string): Promise<void> =>
  rememberPrice(
    context,
    id,
    {
      plan: price.plan,
      productGroup: price.productGroup,
      interval: price.interval,
      amount: price.money.unitAmount,
      currency: price.money.currency,
    },
    price.lookupKey,
  );

/** Stripe's price for what the catalogue sells, asked for by lookup key. @throws PriceNotFoundError when there is none with this very amount. */
export async function stripePriceOf(context: BillingContext, price: CatalogPrice): Promise<string> {
  const found = (await context.gateway('selling a plan').listPrices([price.lookupKey])).find((one) => fits(one, price));
  if (!found) throw new PriceNotFoundError(price.lookupKey);
  await remember(context, price, found.id);
  return found.id;
}

export function createPrices(context: BillingContext): PricesService {
  async function ensureProduct(price: CatalogPrice): Promise<string> {
    const gateway = context.gateway('pushing prices');
    const id = productIdOf(price.plan);
    const description = context.catalog.plan(price.plan)?.description ?? undefined;
    const params = { name: price.planName, description, metadata: { farebox_plan: price.plan } };
    const found = await gateway.findProduct(id);
    if (found?.isActive && found.name === params.name) return id;
    if (found) {
      await performOnce(context, {
        operation: `product:${id}:named:${params.name}:was:${found.name}:${found.isActive}`,
        params,
        send: async (sent, key) => (await gateway.updateProduct(id, sent, key), { id }),
        idOf: (product) => product.id,
        // Renaming is not an object to find again: do it once more.
        recall: async () => null,
      });
      return id;
    }
    await performOnce(context, {
      operation: `product:${id}`,
      params,
      send: (sent, key) => gateway.createProduct(id, sent, key),
      idOf: (product) => product.id,
      recall: (made) => gateway.findProduct(made),
      lookUp: () => gateway.findProduct(id),
    });
    return id;
  }

  return {
    push: ({ dryRun = false } = {}) =>
      callingStripe(context, 'pushing prices', async () => {
        const gateway = context.gateway('pushing prices');
        const all = context.catalog.prices.all;
        const inStripe = await gateway.listPrices(all.map((price) => price.lookupKey));
        const pushed: PushedPrice[] = [];
        for (const price of all) {
          const { plan, interval, lookupKey } = price;
          const existing = inStripe.find((one) => one.lookupKey === lookupKey) ?? null;
          if (existing && fits(existing, price)) {
            if (!dryRun) await remember(context, price, existing.id);
            pushed.push({ plan, interval, lookupKey, action: 'keep', price: existing.id });
            continue;
          }
          const action = existing ? 'replace' : 'create';
          if (dryRun) {
            pushed.push({ plan, interval, lookupKey, action, price: null });
            continue;
          }
          const product = await ensureProduct(price);
          const { unitAmount, currency } = price.money;
          const made = await performOnce(context, {
            operation: `price:${lookupKey}:${unitAmount}:${currency}:after:${existing?.id ?? 'none'}`,
            params: { product, unitAmount, currency, interval, lookupKey, metadata: { farebox_plan: plan } },
            send: (sent, key) => gateway.createPrice(sent, key),
            idOf: (one) => one.id,
            recall: async () => (await gateway.listPrices([lookupKey])).find((one) => fits(one, price)) ?? null,
          });
          await remember(context, price, made.id);
          pushed.push({ plan, interval, lookupKey, action, price: made.id });
        }
        return pushed;
      }),
  };
}
