import type Stripe from 'stripe';
import { stillValid } from '../billing/invoices/discounts.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import { seededText } from '../state/ids.js';
import type { Coupon, PromotionCode } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { assertCurrency } from './prices.js';

type CodeParams = Omit<Stripe.PromotionCodeCreateParams, 'promotion'> & {
  coupon?: string;
  promotion?: { coupon?: string };
};

export const couponRoutes = [
  route<Stripe.CouponCreateParams>('POST', '/v1/coupons', ({ world, params }) => createCoupon(world, params)),
  route('GET', '/v1/coupons/:id', (call) => fetchByPath(call.world, 'coupon', pathId(call))),
  route<Stripe.CouponUpdateParams>('POST', '/v1/coupons/:id', (call) => {
    const { world, params } = call;
    const coupon = fetchByPath(world, 'coupon', pathId(call));
    const before = snapshot(world, coupon);
    if (params.name !== undefined) coupon.name = orNull(params.name);
    coupon.metadata = mergeMetadata(coupon.metadata, params.metadata);
    emit(world, 'coupon.updated', coupon, before);
    return coupon;
  }),
  route('DELETE', '/v1/coupons/:id', (call) => {
    const coupon = fetchByPath(call.world, 'coupon', pathId(call));
    emit(call.world, 'coupon.deleted', coupon);
    call.world.remove('coupons', coupon.id);
    return { id: coupon.id, object: 'coupon', deleted: true };
  }),
  route<Stripe.CouponListParams>('GET', '/v1/coupons', ({ world, params }) =>
    page(world, 'coupon', Object.values(world.tables.coupons), params, '/v1/coupons'),
  ),
  route<CodeParams>('POST', '/v1/promotion_codes', (call) => createCode(call)),
  route('GET', '/v1/promotion_codes/:id', (call) => fetchByPath(call.world, 'promotion_code', pathId(call))),
  route<Stripe.PromotionCodeUpdateParams>('POST', '/v1/promotion_codes/:id', (call) => {
    const { world, params } = call;
    const code = fetchByPath(world, 'promotion_code', pathId(call));
    const before = snapshot(world, code);
    if (params.active !== undefined) code.active = params.active;
    code.metadata = mergeMetadata(code.metadata, params.metadata);
    emit(world, 'promotion_code.updated', code, before);
    return code;
  }),
  route<Stripe.PromotionCodeListParams>('GET', '/v1/promotion_codes', ({ world, params }) => {
    const rows = Object.values(world.tables.promotionCodes).filter(
      (code) =>
        (params.active === undefined || code.active === params.active) &&
        (params.code === undefined || code.code.toLowerCase() === params.code.toLowerCase()) &&
        (params.coupon === undefined || code.promotion.coupon === params.coupon) &&
        (params.customer === undefined || code.customer === params.customer),
    );
    return page(world, 'promotion_code', rows, params, '/v1/promotion_codes');
  }),
];

function createCoupon(world: World, params: Stripe.CouponCreateParams): Coupon {
  if (params.id && world.tables.coupons[params.id])
    throw invalidRequest('Coupon already exists.', { code: 'resource_already_exists', param: 'id' });
  if (params.percent_off === undefined && params.amount_off === undefined)
    throw invalidRequest('Must provide percent_off or amount_off.', {
      code: 'parameter_missing',
      param: 'percent_off',
    });
  if (params.percent_off !== undefined && params.amount_off !== undefined)
    throw invalidRequest('You may only specify one of these parameters: amount_off, percent_off.');
  if (params.percent_off !== undefined && (params.percent_off <= 0 || params.percent_off > 100))
    throw invalidRequest('Invalid percent_off: must be greater than 0 and at most 100.', { param: 'percent_off' });
  if (params.amount_off !== undefined && !params.currency)
    throw invalidRequest('You must pass currency when passing amount_off.', {
      code: 'parameter_missing',
      param: 'currency',
    });
  const duration = params.duration ?? 'once';
  if (duration === 'repeating' && params.duration_in_months === undefined) throw missingParameter('duration_in_months');
  const coupon: Coupon = {
    id: params.id ?? seededText(world.universe.state.seed, world.id('coupon'), 8),
    object: 'coupon',
    amount_off: params.amount_off ?? null,
    ...(params.applies_to ? { applies_to: { products: params.applies_to.products ?? [] } } : {}),
    created: world.now(),
    currency: params.currency ? assertCurrency(params.currency) : null,
    duration,
    duration_in_months: params.duration_in_months ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata(null, params.metadata),
    name: orNull(params.name),
    percent_off: params.percent_off ?? null,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  };
  coupon.valid = stillValid(coupon, world.now());
  world.put('coupons', coupon);
  emit(world, 'coupon.created', coupon);
  return coupon;
}

function createCode({ world, params }: Call<CodeParams>): PromotionCode {
  const couponId = params.promotion?.coupon ?? params.coupon;
  if (!couponId) throw missingParameter('promotion[coupon]');
  const coupon = fetchByParam(world, 'coupon', couponId, params.promotion ? 'promotion[coupon]' : 'coupon');
  const customer = params.customer ? fetchByParam(world, 'customer', params.customer, 'customer') : null;
  const text = params.code ?? seededText(world.universe.state.seed, world.id('code'), 8).toUpperCase();
  const taken = Object.values(world.tables.promotionCodes).some(
    (code) =>
      code.active &&
      code.code.toLowerCase() === text.toLowerCase() &&
      (code.customer === null || customer === null || code.customer === customer.id),
  );
  if (taken)
    throw invalidRequest(`An active promotion code with \`code: ${text}\` already exists.`, {
      code: 'resource_already_exists',
      param: 'code',
    });
  const code: PromotionCode = {
    id: world.id('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code: text,
    created: world.now(),
    customer: customer?.id ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata(null, params.metadata),
    promotion: { coupon: coupon.id, type: 'coupon' },
    restrictions: {
      first_time_transaction: params.restrictions?.first_time_transaction ?? false,
      minimum_amount: params.restrictions?.minimum_amount ?? null,
      minimum_amount_currency: orNull(params.restrictions?.minimum_amount_currency),
    },
    times_redeemed: 0,
  };
  world.put('promotionCodes', code);
  emit(world, 'promotion_code.created', code);
  return code;
}
