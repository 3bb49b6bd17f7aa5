import type { UpdateParams } from './subscription-params.js';
import { emit } from '../../events.js';
import { invalidRequest } from '../../http/stripe-error.js';
import { mergeMetadata, orNull } from '../../resources/fields.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { Customer, Subscription } from '../../state/tables.js';
import type { World } from '../../world.js';
import { discountsOf } from './create-subscription.js';
import { lastPeriodEnd } from './subscription-items.js';

export function settings(
  world: World,
  subscription: Subscription,
  customer: Customer,
  params: UpdateParams,
  now: number,
): void {
  const was = { flag: subscription.cancel_at_period_end, at: subscription.cancel_at };
  if (params.cancel_at_period_end !== undefined) {
    subscription.cancel_at_period_end = params.cancel_at_period_end;
    subscription.cancel_at = params.cancel_at_period_end
      ? lastPeriodEnd(subscription)
      : was.flag
        ? null
        : subscription.cancel_at;
  }
  if (params.cancel_at !== undefined) {
    const wish = params.cancel_at;
    const ends = subscription.items.data.map((item) => item.current_period_end);
    subscription.cancel_at =
      typeof wish === 'number'
        ? wish
        : wish === 'min_period_end'
          ? Math.min(...ends)
          : wish === 'max_period_end'
            ? Math.max(...ends)
            : null;
    if (typeof wish === 'number' && wish <= now)
      throw invalidRequest('`cancel_at` must be in the future.', { param: 'cancel_at' });
    if (!wish) subscription.cancel_at_period_end = false;
  }
  if (subscription.cancel_at !== was.at || subscription.cancel_at_period_end !== was.flag) {
    const cancels = subscription.cancel_at !== null;
    subscription.canceled_at = cancels ? now : null;
    if (subscription.cancellation_details)
      subscription.cancellation_details.reason = cancels ? 'cancellation_requested' : null;
  }
  const details = params.cancellation_details;
  if (details && subscription.cancellation_details) {
    if (details.comment !== undefined) subscription.cancellation_details.comment = orNull(details.comment);
    if (details.feedback !== undefined) subscription.cancellation_details.feedback = orNull(details.feedback);
  }
  subscription.metadata = mergeMetadata(subscription.metadata, params.metadata);
  if (params.default_payment_method !== undefined) {
    const method = params.default_payment_method
      ? fetchByParam(world, 'payment_method', params.default_payment_method, 'default_payment_method')
      : null;
    if (method && method.customer !== customer.id) {
      throw invalidRequest(
        'The customer does not have a payment method with the ID ' +
          method.id +
          '. The payment method must be attached to the customer.',
        { code: 'resource_missing', param: 'default_payment_method' },
      );
    }
    subscription.default_payment_method = method?.id ?? null;
  }
  if (params.pause_collection !== undefined) {
    const pause = orNull(params.pause_collection);
    subscription.pause_collection = pause ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } : null;
  }
  if (params.collection_method) subscription.collection_method = params.collection_method;
  if (params.days_until_due !== undefined) subscription.days_until_due = params.days_until_due;
  if (params.description !== undefined) subscription.description = orNull(params.description);
  if (params.default_tax_rates !== undefined) {
    const rates = (params.default_tax_rates || []) as string[];
    subscription.default_tax_rates = rates.map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `default_tax_rates[${index}]`),
    ) as unknown as NonNullable<Subscription['default_tax_rates']>;
  }
  if (params.payment_settings && subscription.payment_settings) {
    if (params.payment_settings.save_default_payment_method)
      subscription.payment_settings.save_default_payment_method = params.payment_settings.save_default_payment_method;
    if (params.payment_settings.payment_method_types !== undefined)
      subscription.payment_settings.payment_method_types = (orNull(params.payment_settings.payment_method_types) ??
        null) as never;
  }
  if (params.trial_settings && subscription.trial_settings)
    subscription.trial_settings.end_behavior.missing_payment_method =
      params.trial_settings.end_behavior.missing_payment_method ?? 'create_invoice';
  if (params.discounts !== undefined || params.coupon !== undefined || params.promotion_code !== undefined)
    changeDiscounts(world, subscription, customer, params);
}

function changeDiscounts(world: World, subscription: Subscription, customer: Customer, params: UpdateParams): void {
  const old = subscription.discounts as string[];
  const wanted = discountsOf(
    world,
    { coupon: params.coupon, promotion_code: params.promotion_code, discounts: params.discounts },
    customer,
    subscription.id,
  );
  subscription.discounts = wanted.map((discount) => discount.id);
  for (const id of old) {
    const discount = world.tables.discounts[id];
    if (discount && !subscription.discounts.includes(id)) emit(world, 'customer.discount.deleted', discount);
  }
  for (const discount of wanted) if (!old.includes(discount.id)) emit(world, 'customer.discount.created', discount);
}
