import { CheckoutNotFoundError } from '../../errors/billing.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { ChangeCause } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { finishCheckout } from '../selling/checkout-return.js';
import { accountOfStripeCustomer } from '../accounts/stripe-customers.js';
import type { InboxRow } from './inbox.js';
import type { Subject } from './subject.js';
import { syncCustomer } from '../subscriptions/sync-customer.js';
import { syncSubscription } from '../subscriptions/sync-subscription.js';

export type Effect = 'done' | 'ignored';

/**
 * One reading for all events about one thing: whatever they said, Stripe is asked what is true now. `rows` are hints about
 * whom to ask for and never about what happened.
 */
export async function applyEvents(
  context: BillingContext,
  subject: Subject,
  rows: readonly InboxRow[],
  cause: ChangeCause,
): Promise<Effect> {
  const { kind, id } = subject;
  if (kind === 'customer') return applyCustomer(context, id, cause);
  if (kind === 'session') return applySession(context, id);
  const effect = await applySubscription(context, id, rows, cause);
  for (const session of new Set(rows.filter((row) => row.objectType === 'checkout.session').map((row) => row.object)))
    await applySession(context, session);
  return effect;
}

async function applySubscription(
  context: BillingContext,
  id: string,
  rows: readonly InboxRow[],
  cause: ChangeCause,
): Promise<Effect> {
  const account = (await accountByHint(context, rows)) ?? (await accountByReading(context, id));
  // Others sell through the same Stripe account too (W31).
  if (account === null) return 'ignored';
  const outcome = await syncSubscription(context, account, id, cause);
  if (outcome !== 'foreign') return outcome === 'lost' ? 'ignored' : 'done';
  // The hint named another customer of ours than the subscription does.
  const owner = await accountByReading(context, id);
  if (owner === null || owner === account) return 'ignored';
  await syncSubscription(context, owner, id, cause);
  return 'done';
}
async function accountByHint(context: BillingContext, rows: readonly InboxRow[]): Promise<AccountId | null> {
  const hint = rows.find((row) => row.stripeCustomer !== null)?.stripeCustomer ?? null;
  return hint === null ? null : accountOfStripeCustomer(context, hint);
}
async function accountByReading(context: BillingContext, subscription: string): Promise<AccountId | null> {
  const facts = await context.gateway('reading a subscription').findSubscription(subscription);
  return facts === null ? null : accountOfStripeCustomer(context, facts.customer);
}

async function applySession(context: BillingContext, id: string): Promise<Effect> {
  const session = await context.gateway('reading the checkout').findSession(id);
  if (session === null || session.customer === null) return 'ignored';
  const account = await accountOfStripeCustomer(context, session.customer);
  if (account === null) return 'ignored';
  try {
    await finishCheckout(context, account, session);
    return 'done';
  } catch (error) {
    // Started by somebody else for a customer of ours (a payment link, the dashboard): its subscription has events of its own.
    if (CheckoutNotFoundError.isInstance(error)) return 'ignored';
    throw error;
  }
}

async function applyCustomer(context: BillingContext, stripeCustomer: string, cause: ChangeCause): Promise<Effect> {
  const account = await accountOfStripeCustomer(context, stripeCustomer);
  if (account === null) return 'ignored';
  await syncCustomer(context, account, cause);
  return 'done';
}
