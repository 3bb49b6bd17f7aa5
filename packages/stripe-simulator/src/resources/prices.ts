import type Stripe from 'stripe';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter, noSuch } from '../http/stripe-error.js';
import { emit, snapshot } from '../events.js';
import type { Price } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { makeProduct } from './make-product.js';

export const priceRoutes = [
  route<Stripe.PriceCreateParams>('POST', '/v1/prices', ({ world, params }) => createPrice(world, params)),
  route('GET', '/v1/prices/:id', (call) => fetchByPath(call.world, 'price', pathId(call))),
  route<Stripe.PriceUpdateParams>('POST', '/v1/prices/:id', (call) => {
    const { world, params } = call;
    const price = fetchByPath(world, 'price', pathId(call));
    const before = snapshot(world, price);
    if (params.lookup_key) takeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false, price.id);
    if (params.active !== undefined) price.active = params.active;
    if (params.lookup_key !== undefined) price.lookup_key = orNull(params.lookup_key);
    if (params.nickname !== undefined) price.nickname = orNull(params.nickname);
    if (params.tax_behavior !== undefined) price.tax_behavior = params.tax_behavior;
    price.metadata = mergeMetadata(price.metadata, params.metadata);
    emit(world, 'price.updated', price, before);
    return price;
  }),
  route<Stripe.PriceListParams>('GET', '/v1/prices', ({ world, params }) => {
    if (params.lookup_keys && params.lookup_keys.length > 10)
      throw invalidRequest('You may only specify up to 10 lookup keys.', { param: 'lookup_keys' });
    const rows = Object.values(world.tables.prices).filter(
      (price) =>
        (params.active === undefined || price.active === params.active) &&
        (params.currency === undefined || price.currency === params.currency) &&
        (params.lookup_keys === undefined ||
          (price.lookup_key !== null && params.lookup_keys.includes(price.lookup_key))) &&
        (params.product === undefined || price.product === params.product) &&
        (params.type === undefined || price.type === params.type) &&
        (params.recurring?.interval === undefined || price.recurring?.interval === params.recurring.interval) &&
        (params.recurring?.usage_type === undefined || price.recurring?.usage_type === params.recurring.usage_type) &&
        (params.recurring?.meter === undefined || price.recurring?.meter === params.recurring.meter),
    );
    return page(world, 'price', rows, params, '/v1/prices');
  }),
];

const CURRENCY = /^[a-z]{3}$/;

export function assertCurrency(currency: string, param = 'currency'): string {
  const lower = currency.toLowerCase();
  if (!CURRENCY.test(lower) || !isCurrency(lower)) {
    throw invalidRequest(
      `Invalid currency: ${lower}. Stripe currently supports these currencies: usd, aed, afn, all, amd, … eur, gbp, jpy, … zmw`,
      { param },
    );
  }
  return lower;
}

const KNOWN = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));
const isCurrency = (code: string): boolean => KNOWN.has(code);

interface PriceInput {
  id?: string | undefined;
  plan?: boolean | undefined;
}

export function createPrice(world: World, params: Stripe.PriceCreateParams, input: PriceInput = {}): Price {
  const currency = assertCurrency(params.currency);
  if (!params.product && !params.product_data) throw missingParameter('product');
  if (params.product) fetchByParam(world, 'product', params.product, 'product');
  const tiered = params.billing_scheme === 'tiered';
  if (
    !tiered &&
    params.unit_amount === undefined &&
    params.unit_amount_decimal === undefined &&
    !params.custom_unit_amount
  ) {
    throw invalidRequest('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.', {
      code: 'parameter_missing',
      param: 'unit_amount',
    });
  }
  if (params.unit_amount !== undefined && params.unit_amount < 0)
    throw invalidRequest('Invalid non-negative integer', { code: 'parameter_invalid_integer', param: 'unit_amount' });
  if (params.lookup_key) takeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false);
  const meter = params.recurring?.meter;
  if (meter) fetchByParam(world, 'billing.meter', meter, 'recurring[meter]');
  // Parameters arrive as text, so the decimal is a string here whatever its type says.
  const decimal = params.unit_amount_decimal === undefined ? undefined : String(params.unit_amount_decimal);
  const amount = tiered
    ? null
    : (params.unit_amount ?? (decimal !== undefined && Number.isInteger(Number(decimal)) ? Number(decimal) : null));
  const product = params.product ?? makeProduct(world, params.product_data as Stripe.ProductCreateParams).id;
  const price: Price = {
    id: input.id ?? world.id('price'),
    object: 'price',
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? 'per_unit',
    created: world.now(),
    currency,
    custom_unit_amount: params.custom_unit_amount?.enabled
      ? {
          maximum: params.custom_unit_amount.maximum ?? null,
          minimum: params.custom_unit_amount.minimum ?? null,
          preset: params.custom_unit_amount.preset ?? null,
        }
      : null,
    livemode: false,
    lookup_key: orNull(params.lookup_key),
    metadata: mergeMetadata(null, params.metadata),
    nickname: orNull(params.nickname),
    product,
    recurring: params.recurring
      ? {
          interval: params.recurring.interval,
          interval_count: params.recurring.interval_count ?? 1,
          meter: orNull(meter),
          trial_period_days: params.recurring.trial_period_days ?? null,
          usage_type: params.recurring.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    ...(tiered ? { tiers: (params.tiers ?? []).map(tierOf) } : {}),
    tiers_mode: params.tiers_mode ?? null,
    transform_quantity: params.transform_quantity ?? null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: amount,
    unit_amount_decimal: tiered ? null : (decimal ?? (amount === null ? null : String(amount))),
  };
  world.put('prices', price);
  if (input.plan) world.data.notes.plans[price.id] = true;
  emit(world, 'price.created', price);
  return price;
}

function tierOf(tier: Stripe.PriceCreateParams.Tier): NonNullable<Price['tiers']>[number] {
  const text = (amount: number | undefined, decimal: unknown): string | null =>
    decimal !== undefined ? String(decimal) : amount === undefined ? null : String(amount);
  return {
    flat_amount: tier.flat_amount ?? null,
    flat_amount_decimal: text(tier.flat_amount, tier.flat_amount_decimal),
    unit_amount: tier.unit_amount ?? null,
    unit_amount_decimal: text(tier.unit_amount, tier.unit_amount_decimal),
    up_to: tier.up_to === 'inf' ? null : Number(tier.up_to),
  };
}

// A lookup key names one active price; it moves only when the call says so.
function takeLookupKey(world: World, key: string, transfer: boolean, taker?: string): void {
  const holder = Object.values(world.tables.prices).find((price) => price.lookup_key === key && price.id !== taker);
  if (!holder) return;
  if (!transfer) {
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. Pass \`transfer_lookup_key=true\` to transfer the lookup key to this price.`,
      { code: 'resource_already_exists', param: 'lookup_key' },
    );
  }
  const before = snapshot(world, holder);
  holder.lookup_key = null;
  emit(world, 'price.updated', holder, before);
}

type InlinePrice = {
  currency: string;
  product: string;
  recurring?: { interval: 'day' | 'month' | 'week' | 'year'; interval_count?: number };
} & Pick<Stripe.PriceCreateParams, 'unit_amount' | 'unit_amount_decimal' | 'tax_behavior' | 'product_data'>;

/** The price that `price`, `plan` or `price_data` of an item stands for. */
export function priceFor(
  world: World,
  item: { price?: string | undefined; plan?: string | undefined; price_data?: unknown },
  at: string,
): Price {
  if (item.price_data) {
    const price = createPrice(world, item.price_data as InlinePrice as Stripe.PriceCreateParams);
    // A price made on the way is not offered again.
    price.active = false;
    return price;
  }
  const id = item.price ?? item.plan;
  if (!id) throw missingParameter(`${at}[price]`);
  const price = world.tables.prices[id];
  if (!price) throw item.price ? noSuch('price', id, `${at}[price]`) : noSuch('plan', id, 'plan');
  return price;
}
