import { NothingToManageError } from '../../errors/billing.js';
import type { Customer } from '../../customer.js';
import { wallClock } from '../../runtime/clock.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { activeSubscriptions, subscriptions } from '../../storage/record-families.js';
import { MAIN_GROUP } from '../../catalog/parsed-catalog.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { PortalParams } from '../../stripe/gateway.js';
import type { BillingContext } from '../engine/billing-context.js';
import { findCustomer, forgetStripeCustomer } from '../accounts/stripe-customers.js';
import { hashOf } from '../engine/sha256.js';
import { toReturnUrl } from './return-url.js';
import { performOnce } from '../stripe-calls/perform-once.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';

interface PortalOptions {
  /** Straight to one task instead of the overview. `subscription_cancel` without a subscription opens the overview. */
  readonly flow?: 'payment_method_update' | 'subscription_cancel' | undefined;
  /** A path of the app to come back to. Default `/`. */
  readonly returnTo?: string | undefined;
}
export interface PortalService {
  /**
   * The address of Stripe's portal for this customer, good for a few minutes. A double click gets one session.
   * @throws NothingToManageError (never been to Checkout), InvalidReturnPathError, NotConfiguredError, StripeUnavailableError
   */
  create(customer: Customer, options?: PortalOptions): Promise<{ readonly url: string }>;
}
/** Within so many milliseconds the same wish is the same click. Portal addresses live for minutes. */
const SAME_CLICK_MS = 5_000;

export function createPortal(context: BillingContext): PortalService {
  return {
    async create(customer, options = {}) {
      const returnUrl = toReturnUrl(
        context.settings.appUrl('coming back from the portal'),
        options.returnTo ?? '/',
        'portal',
      );
      const gateway = context.gateway('opening the portal');
      const account = await context.accounts.find(customer);
      const stripeCustomer =
        account === null ? null : ((await findCustomer(context, account))?.row.stripeCustomer ?? null);
      if (account === null || stripeCustomer === null) throw new NothingToManageError();
      const flow =
        options.flow === 'subscription_cancel'
          ? await cancelFlow(context, account)
          : options.flow
            ? { type: options.flow }
            : null;
      const params: PortalParams = { customer: stripeCustomer, returnUrl, flow };
      const click = Math.floor(wallClock() / SAME_CLICK_MS);
      return callingStripe(context, 'opening the portal', async () => {
        try {
          const hash = (await hashOf(params)).slice(0, 16);
          const session = await performOnce(context, {
            operation: `portal:${account}:${hash}:${click}`,
            params,
            send: (sent, key) => gateway.createPortal(sent, key),
            idOf: (made) => made.id,
            recall: 'repeat',
          });
          return { url: session.url };
        } catch (error) {
          if (!isStripeFailure(error, 'missing') || error.parameter !== 'customer') throw error;
          await forgetStripeCustomer(context, account, stripeCustomer);
          throw new NothingToManageError(error);
        }
      });
    },
  };
}

/** Nothing to cancel, or cancelled already: the overview, where it can be taken back. */
async function cancelFlow(context: BillingContext, account: AccountId): Promise<PortalParams['flow']> {
  const held = await context.store.find(activeSubscriptions, { account, productGroup: MAIN_GROUP });
  const subscription = held?.row.subscription ?? null;
  const row = subscription === null ? null : await context.store.find(subscriptions, { account, subscription });
  return row === null || row.row.cancelAt !== null
    ? null
    : { type: 'subscription_cancel', subscription: row.row.subscription };
}
