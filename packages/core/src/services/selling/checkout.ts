import { AlreadySubscribedError, NotForSaleError } from '../../errors/billing.js';
import { UnknownPriceError } from '../../errors/stripe.js';
import { expireSession } from '../accounts/close-checkouts.js';
import { UnknownPlanError } from '../../errors/calls.js';
import type { CatalogPrice } from '../../catalog/price-index.js';
import type { Customer } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import { activeSubscriptions, checkouts, openCheckouts, subscriptions } from '../../storage/record-families.js';
import type { SessionFacts } from '../../stripe/read-session.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { BillingContext } from '../engine/billing-context.js';
import { completeCheckout, finishCheckout, type ReturnOutcome } from './checkout-return.js';
import { type Contact, ensureStripeCustomer, forgetStripeCustomer } from '../accounts/stripe-customers.js';
import { hashOf } from '../engine/sha256.js';
import { stripePriceOf } from './prices.js';
import { toReturnUrl } from './return-url.js';
import { performOnce } from '../stripe-calls/perform-once.js';
import { untilWritten } from '../engine/until-written.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';
import { syncCustomer } from '../subscriptions/sync-customer.js';

export interface CheckoutOptions extends Contact {
  /** A path of the app to come back to. Default `/`. */
  readonly returnTo?: string | undefined;
}
export interface CheckoutService {
  /**
   * The address where the customer pays. Two tabs, a double click and a retry get the same session while it is open (S7);
   * nothing is granted by asking.
   * @throws NotForSaleError, UnknownPlanError, PriceNotFoundError, AlreadySubscribedError (after asking Stripe: S10), UnknownPriceError
   * (a subscription goes on that the catalogue does not know: R16), InvalidReturnPathError,
   * NotConfiguredError, StripeUnavailableError
   */
  create(
    customer: Customer,
    wish: { readonly plan: string; readonly interval: 'month' | 'year' },
    options?: CheckoutOptions,
  ): Promise<{ readonly url: string }>;
  /**
   * For the page that comes back from Checkout: reads the session and what it bought, and applies it at once, webhook or not.
   * @throws CheckoutNotFoundError for a session that this customer did not start, without asking Stripe (X10)
   */
  complete(customer: Customer, session: string): Promise<{ readonly outcome: ReturnOutcome }>;
}
type CheckoutRow = RowOf<typeof checkouts>;
const ROUNDS = 8;
const EXPIRY_MARGIN_MS = 60_000;

export function createCheckout(context: BillingContext): CheckoutService {
  return {
    async create(customer, wish, options = {}) {
      const price = priceOf(context, wish);
      const appUrl = context.settings.appUrl('coming back from Checkout');
      const returnTo = options.returnTo ?? '/';
      const urls = {
        successUrl: toReturnUrl(appUrl, returnTo, 'checkout'),
        cancelUrl: toReturnUrl(appUrl, returnTo, 'cancelled'),
      };
      return callingStripe(context, 'opening Checkout', async () => {
        context.gateway('opening Checkout');
        const account = await context.accounts.open(customer);
        return openCheckout(context, account, price, urls, options);
      });
    },
    complete: (customer, session) =>
      callingStripe(context, 'reading the checkout', () => completeCheckout(context, customer, session)),
  };
}

/** Plan and interval from the browser; everything that costs money from the catalogue (X12, X13). */
function priceOf(
  context: BillingContext,
  wish: { readonly plan: string; readonly interval: 'month' | 'year' },
): CatalogPrice {
  if (!context.catalog.plan(wish.plan))
    throw new UnknownPlanError(
      wish.plan,
      context.catalog.plans.map((plan) => plan.id),
    );
  const price = context.catalog.prices.of(wish.plan, wish.interval);
  if (!price) throw new NotForSaleError(wish.plan, wish.interval);
  return price;
}

async function openCheckout(
  context: BillingContext,
  account: AccountId,
  price: CatalogPrice,
  urls: { readonly successUrl: string; readonly cancelUrl: string },
  contact: Contact,
): Promise<{ readonly url: string }> {
  const stripePrice = await stripePriceOf(context, price);
  // Before selling, ask: a purchase whose webhook and return were both lost must not be made twice (S10).
  const { unreadable } = await syncCustomer(context, account, 'checkout');
  // What goes on and is not understood may be the very thing that is asked for: nothing is sold beside it (R16).
  const [unknown] = unreadable;
  if (unknown) throw new UnknownPriceError(unknown.price, unknown.subscription);
  return untilWritten(`opening Checkout of account ${account}`, ROUNDS, async () => {
    await refuseIfSubscribed(context, account, price);
    const customer = await ensureStripeCustomer(context, account, contact);
    const paramsHash = await hashOf({ customer, price: stripePrice, ...urls });
    const row = await currentCheckout(context, account, price, stripePrice, paramsHash);
    if (row === null) return undefined;
    try {
      const session = await performOnce(context, {
        operation: `checkout:${account}:${row.row.id}`,
        params: {
          customer,
          price: row.row.price,
          quantity: 1,
          ...urls,
          clientReference: `${account}:${row.row.id}`,
          metadata: { farebox_account: String(account), farebox_checkout: row.row.id, farebox_plan: price.plan },
        },
        send: (params, key) => context.gateway('opening Checkout').createCheckout(params, key),
        idOf: (made) => made.id,
        recall: async (id) => {
          const made = await context.gateway('opening Checkout').findSession(id);
          return made?.clientReference === `${account}:${row.row.id}` ? made : null;
        },
        lookUp: async () => {
          for await (const made of context.gateway('opening Checkout').listSessions(customer))
            if (made.clientReference === `${account}:${row.row.id}`) return made;
          return null;
        },
      });
      const url = await useSession(context, row, session);
      return url === null ? undefined : { url };
    } catch (error) {
      // Somebody deleted the customer in Stripe (S15): the next round makes another.
      if (!isStripeFailure(error, 'missing') || error.parameter !== 'customer') throw error;
      await forgetStripeCustomer(context, account, customer);
      await close(context, row);
      return undefined;
    }
  });
}

/** The session's address while somebody can pay there; null = look again, this one is over. */
async function useSession(
  context: BillingContext,
  at: Versioned<CheckoutRow>,
  session: SessionFacts,
): Promise<string | null> {
  if (at.row.session !== session.id) {
    const opened = {
      ...at.row,
      status: 'open' as const,
      session: session.id,
      url: session.url,
      expiresAt: session.expiresAt,
    };
    const version = await context.store.compareAndSet(checkouts, opened, at.version);
    const now =
      version === null ? await context.store.find(checkouts, { account: at.row.account, id: at.row.id }) : null;
    // Replaced while Stripe was making it: a page that nobody remembers must not be paid.
    if (now && now.row.session !== session.id) {
      await expireSession(context, `checkout-expire:${at.row.account}:${at.row.id}`, session.id);
      return null;
    }
  }
  if (session.status === 'complete') {
    await finishCheckout(context, at.row.account, session);
    return null;
  }
  if (session.status === 'expired' || session.url === null) {
    await close(context, at);
    return null;
  }
  return session.url;
}

/**
 * The group's open checkout: the one that stands if it asks for the same, else a new one after the old session was expired.
 * Null = another request moved first; look again.
 */
async function currentCheckout(
  context: BillingContext,
  account: AccountId,
  price: CatalogPrice,
  stripePrice: string,
  paramsHash: string,
): Promise<Versioned<CheckoutRow> | null> {
  const key = { account, productGroup: price.productGroup };
  const reservation = await context.store.find(openCheckouts, key);
  const standing = reservation ? await context.store.find(checkouts, { account, id: reservation.row.checkout }) : null;
  const now = await context.clock.now();
  if (standing && (standing.row.status === 'open' || standing.row.status === 'creating')) {
    const isFresh = standing.row.expiresAt === null || standing.row.expiresAt - EXPIRY_MARGIN_MS > now;
    if (standing.row.paramsHash === paramsHash && isFresh) return standing;
    await retire(context, standing);
    return null;
  }
  const number = (reservation?.row.number ?? 0) + 1;
  const row: CheckoutRow = {
    account,
    id: `${price.productGroup}-${number}`,
    productGroup: price.productGroup,
    plan: price.plan,
    interval: price.interval,
    price: stripePrice,
    amount: price.money.unitAmount,
    currency: price.money.currency,
    status: 'creating',
    paramsHash,
    session: null,
    url: null,
    subscription: null,
    createdAt: now,
    expiresAt: null,
    completedAt: null,
  };
  const open = { ...key, checkout: row.id, number, updatedAt: now };
  await context.store.commit({
    account,
    steps: [],
    writes: [
      { write: 'insertIfAbsent', family: checkouts, row: { ...row } },
      reservation
        ? { write: 'compareAndSet', family: openCheckouts, row: open, ifVersion: reservation.version }
        : { write: 'insertIfAbsent', family: openCheckouts, row: open },
    ],
    now: await context.clock.override(),
  });
  // Whether we or another won: the row that stands is the one to use.
  return null;
}

/** Ends a session that asks for something else. If it was paid in this very moment, that is what counts (S9). */
async function retire(context: BillingContext, standing: Versioned<CheckoutRow>): Promise<void> {
  const { session, account, id } = standing.row;
  if (session !== null && !(await expireSession(context, `checkout-expire:${account}:${id}`, session))) {
    const facts = await context.gateway('opening Checkout').findSession(session);
    if (facts?.status === 'complete') {
      await finishCheckout(context, account, facts);
      return;
    }
  }
  await close(context, standing);
}
async function close(context: BillingContext, at: Versioned<CheckoutRow>): Promise<void> {
  const found = await context.store.find(checkouts, { account: at.row.account, id: at.row.id });
  if (found?.row.status !== 'open' && found?.row.status !== 'creating') return;
  await context.store.compareAndSet(checkouts, { ...found.row, status: 'expired', url: null }, found.version);
}

async function refuseIfSubscribed(context: BillingContext, account: AccountId, price: CatalogPrice): Promise<void> {
  const held = await context.store.find(activeSubscriptions, { account, productGroup: price.productGroup });
  const subscription = held?.row.subscription ?? null;
  if (subscription === null) return;
  const row = await context.store.find(subscriptions, { account, subscription });
  throw new AlreadySubscribedError(row?.row.plan ?? price.plan);
}
