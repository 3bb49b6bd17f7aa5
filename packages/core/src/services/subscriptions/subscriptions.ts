import type { Customer } from '../../customer.js';
import { subscriptions } from '../../storage/record-families.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { BillingContext } from '../engine/billing-context.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';
import type { SubscriptionRow } from '../../plans/subscription-row.js';
import { syncCustomer } from './sync-customer.js';
import { type SubscriptionView, toSubscriptionView } from '../../plans/subscription-view.js';

export interface SubscriptionsService {
  /** From our own database, as of now; asks nobody. A customer never seen has none. */
  get(customer: Customer): Promise<SubscriptionView>;
  /**
   * Reads all of the customer's subscriptions and their invoices from Stripe and applies them, as webhooks would have.
   * Idempotent; a customer without a Stripe customer is left alone without asking Stripe.
   * A subscription whose price belongs to no plan is left as it is and told to the log.
   * @throws StripeUnavailableError, NotConfiguredError
   */
  sync(customer: Customer): Promise<SubscriptionView>;
}
/** More than anybody has; the newest decide what is shown. */
const SHOWN = 50;

export async function listSubscriptionRows(
  context: BillingContext,
  account: AccountId,
): Promise<readonly SubscriptionRow[]> {
  const page = await context.store.list(subscriptions, { account }, { limit: SHOWN, cursor: null });
  return page.rows.map(({ row }) => row);
}

export function createSubscriptions(context: BillingContext): SubscriptionsService {
  async function get(customer: Customer): Promise<SubscriptionView> {
    const account = await context.accounts.find(customer);
    const rows = account === null ? [] : await listSubscriptionRows(context, account);
    return toSubscriptionView(context.catalog, rows, await context.clock.now());
  }
  return {
    get,
    async sync(customer) {
      const account = await context.accounts.find(customer);
      if (account !== null)
        await callingStripe(context, 'reading subscriptions', () => syncCustomer(context, account, 'sync'));
      return get(customer);
    },
  };
}
