import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByPath } from './kinds.js';
import { planOf } from './plan-shape.js';
import { createPrice } from './prices.js';
import { createProduct } from './products.js';

/** Plans are recurring prices under their older name: one object, two shapes. */
export const planRoutes = [
  route<Stripe.PlanCreateParams>('POST', '/v1/plans', ({ world, params }) => {
    if (params.id && world.tables.prices[params.id])
      throw invalidRequest('Plan already exists.', { code: 'resource_already_exists', param: 'id' });
    if (!params.product) throw missingParameter('product');
    const product =
      typeof params.product === 'string'
        ? params.product
        : createProduct(world, params.product as Stripe.ProductCreateParams).id;
    const price = createPrice(
      world,
      {
        product,
        currency: params.currency,
        ...(params.amount === undefined ? {} : { unit_amount: params.amount }),
        ...(params.amount_decimal === undefined ? {} : { unit_amount_decimal: params.amount_decimal }),
        ...(params.billing_scheme ? { billing_scheme: params.billing_scheme } : {}),
        ...(params.tiers ? { tiers: params.tiers } : {}),
        ...(params.tiers_mode ? { tiers_mode: params.tiers_mode } : {}),
        ...(params.active === undefined ? {} : { active: params.active }),
        ...(params.nickname ? { nickname: params.nickname } : {}),
        ...(params.metadata ? { metadata: params.metadata as Record<string, string> } : {}),
        recurring: {
          interval: params.interval,
          interval_count: params.interval_count ?? 1,
          ...(params.usage_type ? { usage_type: params.usage_type } : {}),
          ...(params.meter ? { meter: params.meter } : {}),
          ...(params.trial_period_days ? { trial_period_days: params.trial_period_days } : {}),
        },
      },
      { id: params.id ?? world.id('plan'), plan: true },
    );
    const plan = planOf(price);
    emit(world, 'plan.created', plan);
    return plan;
  }),
  route('GET', '/v1/plans/:id', (call) => planOf(fetchByPath(call.world, 'plan', pathId(call)))),
  route<Stripe.PlanUpdateParams>('POST', '/v1/plans/:id', (call) => {
    const { world, params } = call;
    const price = fetchByPath(world, 'plan', pathId(call));
    const before = snapshot(world, planOf(price));
    if (params.active !== undefined) price.active = params.active;
    if (params.nickname !== undefined) price.nickname = orNull(params.nickname);
    if (params.product) price.product = params.product;
    price.metadata = mergeMetadata(price.metadata, params.metadata);
    emit(world, 'plan.updated', planOf(price), before);
    return planOf(price);
  }),
  route('DELETE', '/v1/plans/:id', (call) => {
    const price = fetchByPath(call.world, 'plan', pathId(call));
    emit(call.world, 'plan.deleted', planOf(price));
    price.active = false;
    call.world.remove('prices', price.id);
    call.world.data.deleted[price.id] = 'plan';
    return { id: price.id, object: 'plan', deleted: true };
  }),
  route<Stripe.PlanListParams>('GET', '/v1/plans', ({ world, params }) => {
    const rows = Object.values(world.tables.prices).filter(
      (price) =>
        price.recurring &&
        (params.active === undefined || price.active === params.active) &&
        (params.product === undefined || price.product === params.product),
    );
    const list = page(world, 'plan', rows, params, '/v1/plans');
    return { ...list, data: list.data.map(planOf) };
  }),
];
