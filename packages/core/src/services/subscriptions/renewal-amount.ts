import type { EntitlementFacts, Entitlement } from '../../plans/entitlement.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { BillingContext } from '../engine/billing-context.js';

/**
 * What the next renewal costs, asked of Stripe where the price does not say it: under a discount, or before another plan (R12).
 * Undefined = the price says it, or no renewal is coming. Null = not known.
 */
export async function renewalAmount(
  context: BillingContext,
  { subscription, item, meaningOf }: EntitlementFacts,
  { next, cancelAt, endedAt, status }: Entitlement,
): Promise<number | null | undefined> {
  if (cancelAt !== null || endedAt !== null || status === 'paused') return undefined;
  if (!subscription.hasDiscount && subscription.upcoming === null && next === null) return undefined;
  // Before a change that a schedule makes, the price it puts in place says it; a preview shows the phase that runs.
  if (subscription.upcoming !== null) {
    const isPlain = !subscription.hasDiscount && (item.quantity ?? 1) === 1;
    return isPlain ? (meaningOf(subscription.upcoming.price)?.amount ?? null) : null;
  }
  try {
    return await context.gateway('previewing a renewal').previewRenewal(subscription.id);
  } catch (error) {
    if (!isStripeFailure(error)) throw error;
    context.logger.warn('Stripe did not preview a renewal; its amount is not known.', {
      subscription: subscription.id,
      error,
    });
    return null;
  }
}
