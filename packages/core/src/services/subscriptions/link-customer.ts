import { UnknownCustomerError } from '../../errors/calls.js';
import { NotSupportedError } from '../../errors/settings.js';
import type { Customer } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import { customers, stripeCustomers } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { untilWritten } from '../engine/until-written.js';
import { findCustomer, mapStripeCustomer, putStripeCustomer } from '../accounts/stripe-customers.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';
import { eraseCustomer } from '../accounts/erase-customer.js';
import { syncCustomer } from './sync-customer.js';

const RACES = 8;

export interface CustomersService {
  /**
   * Says that a Stripe customer that exists already is this customer's, and reads their subscriptions. Only the host can know
   * that: nothing is ever linked by e-mail or by metadata (X11, X23). Repeating it changes nothing.
   * @throws UnknownCustomerError when Stripe has no such customer, NotSupportedError when either side is linked elsewhere
   */
  link(customer: Customer, stripeCustomer: string): Promise<void>;
  /**
   * Forgets who a customer is. Of the ledger only the identity map and what may name a person beside the entries (reference,
   * metadata, actor, reason) are touched; the sums stay, and `verify` stays clean. Beside it e-mail, name and what runs said
   * of themselves go too. `erased: false` = never seen, or erased before. Other processes may take the customer for known
   * for five minutes more; whoever comes back under the same id is new. What Stripe keeps is Stripe's to delete.
   * @throws StillSubscribedError while a subscription goes on: cancel it first
   */
  erase(customer: Customer): Promise<{ readonly erased: boolean }>;
}

export function createCustomers(context: BillingContext): CustomersService {
  return {
    erase: (customer) => eraseCustomer(context, customer),
    link: (customer, stripeCustomer) =>
      callingStripe(context, 'linking a customer', async () => {
        const found = await context.gateway('linking a customer').findCustomer(stripeCustomer);
        if (found === null || found.isDeleted) throw new UnknownCustomerError();
        const account = await context.accounts.open(customer);
        const owner = await context.store.find(stripeCustomers, { mode: context.mode, stripeCustomer });
        if (owner !== null && owner.row.account !== account) return refuse(context, account, stripeCustomer);
        await claim(context, account, stripeCustomer);
        if ((await mapStripeCustomer(context, account, stripeCustomer)) !== account)
          return refuse(context, account, stripeCustomer);
        await syncCustomer(context, account, 'sync');
      }),
  };
}

/** Somebody else was faster: this wallet is as free as it was, also after a crash in between and the same call again. */
async function refuse(context: BillingContext, account: AccountId, stripeCustomer: string): Promise<never> {
  const mine = await findCustomer(context, account);
  if (mine?.row.stripeCustomer === stripeCustomer)
    await context.store.compareAndSet(customers, { ...mine.row, stripeCustomer: null }, mine.version);
  throw new NotSupportedError('This Stripe customer belongs to another customer here. One wallet per Stripe customer.');
}

/** The wallet's own side first, so that of two links at once one is told that the wallet is taken. */
async function claim(context: BillingContext, account: AccountId, stripeCustomer: string): Promise<void> {
  await untilWritten('linking a Stripe customer', RACES, async () => {
    const mine = await findCustomer(context, account);
    if (mine?.row.stripeCustomer === stripeCustomer) return true;
    if (mine?.row.stripeCustomer)
      throw new NotSupportedError(
        'This customer has another Stripe customer already. Merging two is not part of this release.',
      );
    return (await putStripeCustomer(context, account, mine, stripeCustomer)) || undefined;
  });
}
