import { UnknownPriceError } from '../../errors/stripe.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { type ChangeCause, subscriptions } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { findCustomer, forgetStripeCustomer } from '../accounts/stripe-customers.js';
import { hasEnded, isLiveStatus } from '../../plans/plan-schedule.js';
import { tellUnknownPrice } from './tell-host.js';
import { syncSubscription } from './sync-subscription.js';

export interface CustomerReading {
  /** What goes on in Stripe at a price that belongs to no plan: nothing is sold beside it until it is understood (R16). */
  readonly unreadable: readonly { readonly subscription: string; readonly price: string }[];
}

/**
 * Reads everything Stripe knows of one customer and applies it: what a webhook would have told, and what no webhook told.
 * A subscription whose price belongs to no plan is left as it is and told (P10), also when its plan has left the catalogue.
 */
export async function syncCustomer(
  context: BillingContext,
  account: AccountId,
  cause: ChangeCause,
): Promise<CustomerReading> {
  const stripeCustomer = (await findCustomer(context, account))?.row.stripeCustomer ?? null;
  if (stripeCustomer === null) return { unreadable: [] };
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
  const unreadable: { subscription: string; price: string }[] = [];
  for (const subscription of [
    ...order.filter((one) => !(finished.has(one.id) && one.status === 'canceled')).map((one) => one.id),
    ...missing.map((row) => row.subscription),
  ]) {
    try {
      await syncSubscription(context, account, subscription, cause);
    } catch (error) {
      if (!UnknownPriceError.isInstance(error)) throw error;
      const facts = inStripe.find((one) => one.id === subscription);
      if (facts && isLiveStatus(facts.status)) unreadable.push({ subscription, price: error.details.price });
      await tellUnknownPrice(context, account, error);
    }
  }
  return { unreadable };
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
