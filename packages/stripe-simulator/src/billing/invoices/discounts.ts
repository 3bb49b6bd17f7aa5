import { emit } from '../../events.js';
import { invalidRequest, noSuch } from '../../http/stripe-error.js';
import type { Coupon, Customer, Discount, InvoiceLine, PromotionCode } from '../../state/tables.js';
import type { World } from '../../world.js';
import { roundMoney, split } from '../amounts.js';
import { addIntervals } from '../subscriptions/periods.js';

export interface DiscountRequest {
  coupon?: string | undefined;
  promotion_code?: string | undefined;
  discount?: string | undefined;
}

interface Owner {
  customer: Customer | null;
  subscription?: string | undefined;
  subscriptionItem?: string | undefined;
  checkoutSession?: string | undefined;
  invoice?: string | undefined;
  invoiceItem?: string | undefined;
}

/** Redeems a coupon or promotion code for an owner. Throws when it cannot be redeemed. */
export function redeem(world: World, request: DiscountRequest, owner: Owner, at: string): Discount {
  if (request.discount) {
    const found = world.tables.discounts[request.discount];
    if (!found) throw noSuch('discount', request.discount, `${at}[discount]`);
    return found;
  }
  const code = request.promotion_code ? usableCode(world, request.promotion_code, owner.customer, at) : undefined;
  const coupon = usableCoupon(world, request.coupon ?? code?.promotion.coupon ?? '', at);
  const start = world.now(owner.customer?.test_clock);
  const discount: Discount = {
    id: world.id('di'),
    object: 'discount',
    checkout_session: owner.checkoutSession ?? null,
    customer: owner.customer?.id ?? null,
    customer_account: null,
    end:
      coupon.duration === 'repeating' && coupon.duration_in_months
        ? addIntervals(start, 'month', coupon.duration_in_months)
        : null,
    invoice: owner.invoice ?? null,
    invoice_item: owner.invoiceItem ?? null,
    promotion_code: code?.id ?? null,
    source: { coupon: coupon.id, type: 'coupon' },
    start,
    subscription: owner.subscription ?? null,
    subscription_item: owner.subscriptionItem ?? null,
  };
  coupon.times_redeemed += 1;
  coupon.valid = stillValid(coupon, start);
  if (code) {
    code.times_redeemed += 1;
    if (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions) code.active = false;
  }
  return world.put('discounts', discount);
}

/** Takes back redemptions of a call that came to nothing. */
export function unredeem(world: World, discounts: readonly Discount[]): void {
  for (const discount of discounts) {
    const coupon = discount.source.coupon ? world.tables.coupons[discount.source.coupon] : undefined;
    const code = discount.promotion_code ? world.tables.promotionCodes[discount.promotion_code] : undefined;
    if (coupon) {
      coupon.times_redeemed -= 1;
      coupon.valid = stillValid(coupon, world.now());
    }
    if (code) code.times_redeemed -= 1;
    delete world.tables.discounts[discount.id];
  }
}

export function usableCoupon(world: World, id: string, at: string): Coupon {
  const coupon = world.tables.coupons[id];
  const param = at.includes('[') ? `${at}[coupon]` : 'coupon';
  if (!coupon) throw noSuch('coupon', id, param);
  if (!stillValid(coupon, world.now()))
    throw invalidRequest(`Coupon expired: ${id}`, { code: 'coupon_expired', param });
  return coupon;
}

export function usableCode(world: World, id: string, customer: Customer | null, at: string): PromotionCode {
  const code = world.tables.promotionCodes[id];
  const param = at.includes('[') ? `${at}[promotion_code]` : 'promotion_code';
  if (!code) throw noSuch('promotion code', id, param);
  const now = world.now(customer?.test_clock);
  if (
    !code.active ||
    (code.expires_at !== null && code.expires_at <= now) ||
    (code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions)
  ) {
    throw invalidRequest('This promotion code is invalid or has expired.', { code: 'promotion_code_expired', param });
  }
  if (code.customer && code.customer !== customer?.id)
    throw invalidRequest('This promotion code cannot be redeemed by this customer.', { param });
  if (
    code.restrictions.first_time_transaction &&
    customer &&
    Object.values(world.tables.charges).some((charge) => charge.customer === customer.id && charge.paid)
  ) {
    throw invalidRequest(
      'This promotion code cannot be redeemed because the associated customer has prior transactions.',
      { code: 'customer_has_prior_transactions', param },
    );
  }
  return code;
}

export function stillValid(coupon: Coupon, now: number): boolean {
  return (
    (coupon.redeem_by === null || coupon.redeem_by > now) &&
    (coupon.max_redemptions === null || coupon.times_redeemed < coupon.max_redemptions)
  );
}

/** Ends a discount through the API. */
export function removeDiscount(world: World, id: string | null, detach: () => void) {
  const discount = id ? world.tables.discounts[id] : undefined;
  if (!discount) throw invalidRequest('No active discount for customer.', { code: 'resource_missing', status: 404 });
  detach();
  emit(world, 'customer.discount.deleted', discount);
  return { ...discount, deleted: true, start: discount.start };
}

/** Writes the discounts of an invoice into its lines. */
export function applyDiscounts(world: World, lines: InvoiceLine[], discounts: readonly Discount[]): void {
  for (const line of lines) line.discount_amounts = [];
  for (const discount of discounts) {
    const coupon = discount.source.coupon ? world.tables.coupons[discount.source.coupon] : undefined;
    if (!coupon) continue;
    const eligible = lines.filter((line) => line.discountable && line.amount > 0 && appliesTo(world, coupon, line));
    const left = eligible.map(
      (line) => line.amount - (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0),
    );
    const base = left.reduce((sum, amount) => sum + amount, 0);
    const total =
      coupon.percent_off !== null
        ? roundMoney((base * coupon.percent_off) / 100)
        : Math.min(coupon.amount_off ?? 0, base);
    split(total, left).forEach((amount, index) => {
      eligible[index]?.discount_amounts?.push({ amount, discount: discount.id });
    });
  }
}

function appliesTo(world: World, coupon: Coupon, line: InvoiceLine): boolean {
  const products = coupon.applies_to?.products;
  if (!products || products.length === 0) return true;
  const product =
    line.pricing?.price_details?.product ?? world.tables.prices[line.pricing?.price_details?.price ?? '']?.product;
  return product !== undefined && products.includes(product);
}
