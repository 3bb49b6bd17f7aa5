import type { AccountId } from '../../domain/ledger-rows.js';
import type { UnknownPriceError } from '../../errors/stripe.js';
import { fromCustomerName } from '../../customer.js';
import type { Standing, SubscriptionRow } from '../../plans/subscription-row.js';
import type { BillingContext } from '../engine/billing-context.js';

/** Tells the host what a written reading changed, after the commit. */
export async function tellHost(
  context: BillingContext,
  row: SubscriptionRow,
  previous: SubscriptionRow | null,
  duplicateOf: string | null,
): Promise<void> {
  const isNewDuplicate = duplicateOf !== null && previous?.status !== row.status;
  if (isNewDuplicate) {
    context.logger.error(
      'A customer has two active subscriptions of one product group; the second refills nothing. Cancel and refund one of them in Stripe.',
      { subscription: row.subscription, plan: row.plan },
    );
    context.telemetry.count('farebox.subscription.duplicate', 1, { mode: context.mode });
  }
  if (previous?.status === row.status && previous.plan === row.plan) return;
  const owner = await context.accounts.ownerOf(row.account);
  if (!owner) return;
  const about = { customer: fromCustomerName(owner), subscription: row.subscription, plan: row.plan };
  if (isNewDuplicate) context.emit('subscription.duplicate', { ...about, active: duplicateOf });
  context.emit('subscription.changed', { ...about, from: previous?.status ?? null, to: row.status });
}

/** Somebody is charged for what grants nothing here: the price is not the catalogue's, or its plan has left it. */
export async function tellUnknownPrice(
  context: BillingContext,
  account: AccountId,
  error: InstanceType<typeof UnknownPriceError>,
): Promise<void> {
  const { price, subscription } = error.details;
  context.logger.error(
    'A subscription is charged and grants nothing: its price belongs to no plan of the catalogue (any more). Put the plan back, or end the subscription.',
    { subscription, price, error },
  );
  context.telemetry.count('farebox.subscription.unknown_price', 1, { mode: context.mode });
  const owner = await context.accounts.ownerOf(account);
  if (owner) context.emit('price.unknown', { customer: fromCustomerName(owner), subscription, price });
}

/** Stripe calls it active and nothing is open, yet nothing that we can read pays for now: somebody pays and gets nothing. */
export async function tellUncovered(context: BillingContext, standing: Standing): Promise<void> {
  const { account, subscription, plan } = standing;
  context.logger.error(
    'A subscription is active and paid up, but no invoice that covers today could be read: its customer may be left without tokens. Look at its invoices in Stripe.',
    { subscription, plan },
  );
  context.telemetry.count('farebox.entitlement.uncovered', 1, { mode: context.mode });
  const owner = await context.accounts.ownerOf(account);
  if (owner) context.emit('entitlement.uncovered', { customer: fromCustomerName(owner), subscription, plan });
}
