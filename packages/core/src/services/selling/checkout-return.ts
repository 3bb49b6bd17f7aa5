import { CheckoutNotFoundError } from '../../errors/billing.js';
import type { Customer } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import { checkouts } from '../../storage/record-families.js';
import type { SessionFacts } from '../../stripe/read-session.js';
import type { BillingContext } from '../engine/billing-context.js';
import { accountOfStripeCustomer } from '../accounts/stripe-customers.js';
import { syncSubscription } from '../subscriptions/sync-subscription.js';

/** `paid`: it is in the account now. `pending`: Stripe has no money yet. `open`: not completed. */
export type ReturnOutcome = 'paid' | 'pending' | 'open';
type CheckoutRow = RowOf<typeof checkouts>;

async function findCheckout(
  context: BillingContext,
  account: AccountId,
  session: string,
): Promise<Versioned<CheckoutRow> | null> {
  const page = await context.store.list(checkouts, { account }, { limit: 1, cursor: null, where: { session } });
  return page.rows[0] ?? null;
}

export async function completeCheckout(
  context: BillingContext,
  customer: Customer,
  session: string,
): Promise<{ readonly outcome: ReturnOutcome }> {
  const account = await context.accounts.find(customer);
  if (account === null || !(await findCheckout(context, account, session))) throw new CheckoutNotFoundError();
  const facts = await context.gateway('reading the checkout').findSession(session);
  if (facts === null) throw new CheckoutNotFoundError();
  return { outcome: await finishCheckout(context, account, facts) };
}

/**
 * Applies what a session bought, if it is ours and bought anything: the row that started it must be this account's, and so
 * must Stripe's customer (X5, X10). Metadata decides nothing (X23).
 */
export async function finishCheckout(
  context: BillingContext,
  account: AccountId,
  session: SessionFacts,
): Promise<ReturnOutcome> {
  const found = await findCheckout(context, account, session.id);
  if (!found || session.customer === null || (await accountOfStripeCustomer(context, session.customer)) !== account)
    throw new CheckoutNotFoundError();
  if (session.status === 'expired') {
    if (found.row.status === 'open')
      await context.store.compareAndSet(checkouts, { ...found.row, status: 'expired', url: null }, found.version);
    return 'open';
  }
  if (session.status !== 'complete') return 'open';
  if (session.subscription !== null) await syncSubscription(context, account, session.subscription, 'checkout');
  // After the effect, never before: a crash in between leaves a row that the next reading completes (W11).
  const latest = await findCheckout(context, account, session.id);
  if (latest && latest.row.status !== 'complete') {
    const row = {
      ...latest.row,
      status: 'complete' as const,
      url: null,
      subscription: session.subscription,
      completedAt: await context.clock.now(),
    };
    await context.store.compareAndSet(checkouts, row, latest.version);
  }
  return session.paymentStatus === 'paid' || session.paymentStatus === 'no_payment_required' ? 'paid' : 'pending';
}
