import { UnknownPriceError } from '../../errors/stripe.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { type ChangeCause, subscriptions } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { findCustomer, forgetStripeCustomer } from '../accounts/stripe-customers.js';
import { hasEnded } from '../../plans/plan-schedule.js';
import { syncSubscription } from './sync-subscription.js';

/**
 * Reads everything Stripe knows of one customer and applies it: what a webhook would have told, and what no webhook told.
 * A subscription whose price belongs to no plan is left as it is and told to the log (P10): it may be something else that
 * the host sells, and must keep nobody from buying or coming back.
 */
export async function syncCustomer(context: BillingContext, account: AccountId, cause: ChangeCause): Promise<void> {
  const stripeCustomer = (await findCustomer(context, account))?.row.stripeCustomer ?? null;
  if (stripeCustomer === null) return;
  const gateway = context.gateway('reading subscriptions');
  const ours = await allOurs(context, account);
  const listed = await gateway.listSubscriptions(stripeCustomer);
  if (listed === null || (listed.length === 0 && (await gateway.findCustomer(stripeCustomer))?.isDeleted !== false)) {
    await forgetStripeCustomer(context, account, stripeCustomer);
  }
  const inStripe = listed ?? [];
  // What has ended first: a place must be free before its successor asks for it. Then the oldest, as it is with the reservation.
  const order = [...inStripe].sort((a, b) => Number(hasEnded(b)) - Number(hasEnded(a)) || a.startedAt - b.startedAt);
  const finished = new Set(
    ours.filter((row) => row.status === 'canceled' && row.endedAt !== null).map((row) => row.subscription),
  );
  const missing = ours.filter(
    (row) => !inStripe.some((one) => one.id === row.subscription) && !finished.has(row.subscription),
  );
  for (const subscription of [
    ...order.filter((one) => !(finished.has(one.id) && one.status === 'canceled')).map((one) => one.id),
    ...missing.map((row) => row.subscription),
  ]) {
    try {
      await syncSubscription(context, account, subscription, cause);
    } catch (error) {
      if (!UnknownPriceError.isInstance(error)) throw error;
      context.logger.error('A subscription was not read: its price belongs to no plan.', { error });
      context.telemetry.count('farebox.subscription.unknown_price', 1, { mode: context.mode });
    }
  }
}

async function allOurs(context: BillingContext, account: AccountId) {
  const rows = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof context.store.list<typeof subscriptions>>> = await context.store.list(
      subscriptions,
      { account },
      { limit: 100, cursor },
    );
    rows.push(...page.rows.map(({ row }) => row));
    cursor = page.cursor;
  } while (cursor !== null);
  return rows;
}
