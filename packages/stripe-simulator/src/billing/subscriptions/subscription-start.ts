import type { CreateParams } from './subscription-params.js';
import { invalidRequest } from '../../http/stripe-error.js';
import type { Customer, Price } from '../../state/tables.js';
import { addIntervals } from './periods.js';

export function trialEndOf(params: CreateParams, prices: readonly Price[], now: number): number | null {
  const { trial_end: end, trial_period_days: days } = params;
  if (end !== undefined && days !== undefined)
    throw invalidRequest('You may only specify one of these parameters: trial_end, trial_period_days.');
  if (typeof end === 'number') {
    if (end <= now) throw invalidRequest('trial_end must be in the future.', { param: 'trial_end' });
    return end;
  }
  if (end === 'now') return null;
  if (days !== undefined) {
    if (days > 730)
      throw invalidRequest('This value must be less than or equal to 730.', {
        code: 'parameter_invalid_integer',
        param: 'trial_period_days',
      });
    return days > 0 ? now + days * 86_400 : null;
  }
  const own = params.trial_from_plan ? (prices[0]?.recurring?.trial_period_days ?? 0) : 0;
  return own > 0 ? now + own * 86_400 : null;
}

export function anchorOf(params: CreateParams, price: Price, now: number): number {
  const { billing_cycle_anchor: anchor, billing_cycle_anchor_config: config } = params;
  const limit = addIntervals(now, price.recurring?.interval ?? 'month', price.recurring?.interval_count ?? 1);
  if (anchor !== undefined) {
    if (anchor < now)
      throw invalidRequest('Timestamp can be no earlier than the current time for `billing_cycle_anchor`.', {
        param: 'billing_cycle_anchor',
      });
    if (anchor > limit)
      throw invalidRequest(
        `\`billing_cycle_anchor\` cannot be later than next natural billing date (${limit}) for plan`,
        { param: 'billing_cycle_anchor' },
      );
    return anchor;
  }
  if (!config) return now;
  const at = new Date(now * 1000);
  const make = (months: number): number => {
    const base = new Date(
      Date.UTC(
        at.getUTCFullYear(),
        at.getUTCMonth() + months,
        1,
        config.hour ?? at.getUTCHours(),
        config.minute ?? at.getUTCMinutes(),
        config.second ?? at.getUTCSeconds(),
      ),
    );
    const last = new Date(Date.UTC(base.getUTCFullYear(), base.getUTCMonth() + 1, 0)).getUTCDate();
    base.setUTCDate(Math.min(config.day_of_month, last));
    return base.getTime() / 1000;
  };
  for (let months = 0; months < 24; months += 1) {
    const candidate = make(months);
    if (
      candidate > now &&
      (config.month === undefined || new Date(candidate * 1000).getUTCMonth() + 1 === config.month)
    )
      return candidate;
  }
  return now;
}

export function assertOneCurrency(customer: Customer, prices: readonly Price[], currency: string | undefined): void {
  const first = prices[0]?.currency;
  for (const price of prices) {
    if (price.currency !== first)
      throw invalidRequest('All prices on a subscription must have the same currency.', { param: 'items' });
  }
  const wanted = currency?.toLowerCase();
  if (wanted && first && wanted !== first)
    throw invalidRequest(
      `The price specified supports currencies of \`${first}\`. This doesn't match the expected currency: \`${wanted}\`.`,
      { param: 'currency' },
    );
  if (customer.currency && first && customer.currency !== first) {
    throw invalidRequest(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}`,
      { param: 'items' },
    );
  }
}

export function assertIntervals(prices: readonly Price[], mode: 'classic' | 'flexible'): void {
  if (mode === 'flexible') return;
  const shape = (price: Price): string => `${price.recurring?.interval} ${price.recurring?.interval_count}`;
  if (prices.some((price) => shape(price) !== shape(prices[0] as Price))) {
    throw invalidRequest(
      'Currently, all recurring prices on a subscription with `billing_mode` set to `classic` must use the same `interval` and `interval_count`.',
      { param: 'items' },
    );
  }
}
