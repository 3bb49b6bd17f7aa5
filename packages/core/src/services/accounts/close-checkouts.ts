import { StillSubscribedError } from '../../errors/billing.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { hasEnded } from '../../plans/plan-schedule.js';
import type { BillingContext } from '../engine/billing-context.js';
import { expectSameStripeAccount } from '../stripe-calls/expected-account.js';
import { performOnce } from '../stripe-calls/perform-once.js';
import { findCustomer } from './stripe-customers.js';

/** False = it was no longer open: somebody may have paid. */
export async function expireSession(context: BillingContext, operation: string, session: string): Promise<boolean> {
  const gateway = context.gateway('closing Checkout');
  const done = await performOnce(context, {
    operation,
    params: { session },
    send: async (params, key) => ({ isExpired: await gateway.expireSession(params.session, key) }),
    idOf: ({ isExpired }) => String(isExpired),
    recall: async (isExpired) => ({ isExpired: isExpired === 'true' }),
  });
  return done.isExpired;
}

/**
 * Asks Stripe, not our own copy, before a customer is forgotten: no page is left on which their card could still be taken, and
 * nothing goes on that would charge them (R6). Without a Stripe customer, or without Stripe, there is nobody to ask.
 * @throws StillSubscribedError
 */
export async function refuseWhatStripeGoesOnWith(context: BillingContext, account: AccountId): Promise<void> {
  const customer = (await findCustomer(context, account))?.row.stripeCustomer ?? null;
  if (customer === null || !context.settings.hasStripe) return;
  const gateway = context.gateway('erasing a customer');
  for await (const session of gateway.listSessions(customer)) {
    if (session.status !== 'open') continue;
    if (!(await expireSession(context, `expire:session:${session.id}`, session.id)))
      throw new StillSubscribedError(PAID);
  }
  // After the pages: what was paid on one in this very moment is listed now.
  const listed = await gateway.listSubscriptions(customer);
  if (listed === null) return expectSameStripeAccount(context);
  if (listed.some((subscription) => !hasEnded(subscription) || subscription.status === 'unpaid'))
    throw new StillSubscribedError(PAID);
}
/** Of what is only in Stripe nobody has looked up the plan. */
const PAID = 'a plan in Stripe';
