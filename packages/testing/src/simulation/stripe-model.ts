import type { Random } from '../random.js';
import { enginePrices } from './engine-catalog.js';
import {
  renderEvent,
  renderInvoice,
  renderSubscription,
  type StripeInvoice,
  type StripeSubscription,
} from './stripe-objects.js';

const DAY = 86_400;
const DUNNING_DAYS = 40;
const PAID_SHARE = 0.6;
const PLANS = Object.keys(enginePrices);

/**
 * What a Stripe account knows of plans, as far as the engine reads it: customers, subscriptions, their invoices, and the
 * events about them. All of it follows from the seed and the clock.
 */
export class StripeModel {
  readonly subscriptions: StripeSubscription[] = [];
  /** Events that nobody has delivered yet. */
  readonly outbox: string[] = [];
  private outageUntil = 0;
  private serial = 0;

  /** @param now milliseconds by Stripe's own clock, which never goes back */
  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly customers: readonly string[],
  ) {}

  get isDown(): boolean {
    return this.now() < this.outageUntil;
  }
  private get seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Somebody does something in Checkout, in the portal or on the dashboard; or Stripe itself is in trouble. */
  act(customer: string): void {
    this.catchUp();
    if (this.random.chance(0.06)) {
      this.outageUntil = this.now() + this.random.between(5, 120) * 1000;
      return;
    }
    const live = this.subscriptions.filter((one) => one.customer === customer && one.endedAt === null);
    const [subscription] = live;
    // Two tabs can buy twice, and Stripe lets them.
    if (subscription === undefined || (live.length < 2 && this.random.chance(0.03))) this.subscribe(customer);
    else this.change(subscription);
  }

  /** Renewals, failed payments and ends that fell due. */
  catchUp(): void {
    for (const subscription of this.subscriptions) {
      while (subscription.endedAt === null) {
        if (subscription.status === 'past_due') {
          const givesUp = subscription.periodStart + DUNNING_DAYS * DAY;
          if (givesUp > this.seconds) break;
          this.end(subscription, givesUp);
        } else if (subscription.periodEnd > this.seconds) break;
        else if (subscription.cancelAtPeriodEnd) this.end(subscription, subscription.periodEnd);
        else this.renew(subscription);
      }
    }
  }

  /** Answers a GET. Null = no such object. */
  read(path: string): unknown {
    this.catchUp();
    const url = new URL(path, 'https://stripe.test');
    const [, , kind, id] = url.pathname.split('/');
    if (kind === 'account') return { id: 'acct_simulation', object: 'account' };
    // Its customers buy on pages that are paid at once: none is ever open.
    if (kind === 'checkout') return page(url, []);
    if (kind === 'customers') return this.customers.includes(id ?? '') ? customer(id as string) : null;
    const found = this.subscriptions.find((one) => one.id === (id ?? url.searchParams.get('subscription')));
    if (kind === 'invoices')
      return page(
        url,
        (found?.invoices ?? []).map((invoice) => renderInvoice(found as StripeSubscription, invoice)),
      );
    if (kind !== 'subscriptions') return null;
    if (id !== undefined) return found === undefined ? null : renderSubscription(found);
    const owner = url.searchParams.get('customer');
    return page(
      url,
      this.subscriptions
        .filter((one) => one.customer === owner)
        .toReversed()
        .map(renderSubscription),
    );
  }

  private subscribe(owner: string): void {
    const plan = this.random.pick(PLANS);
    const interval = this.random.pick(['month', 'month', 'year'] as const);
    const start = this.seconds;
    const subscription: StripeSubscription = {
      id: `sub_${(this.serial += 1)}`,
      customer: owner,
      plan,
      interval,
      status: 'active',
      startedAt: start,
      periodStart: start,
      periodEnd: later(start, interval, 1),
      periods: 1,
      cancelAtPeriodEnd: false,
      canceledAt: null,
      endedAt: null,
      invoices: [],
    };
    this.subscriptions.push(subscription);
    this.bill(subscription, 'subscription_create', true);
    this.tell('customer.subscription.created', renderSubscription(subscription));
  }

  private change(subscription: StripeSubscription): void {
    const roll = this.random.next();
    if (subscription.status === 'past_due') {
      // Not everybody mends their card at once.
      if (roll < 0.5) return;
      const open = subscription.invoices.find((invoice) => invoice.status === 'open');
      if (open) open.status = 'paid';
      subscription.status = 'active';
      if (open) this.tell('invoice.paid', renderInvoice(subscription, open));
    } else if (roll < 0.55) {
      subscription.plan = this.random.pick(PLANS.filter((plan) => plan !== subscription.plan));
      this.bill(subscription, 'subscription_update', true);
    } else if (roll < 0.75) {
      subscription.cancelAtPeriodEnd = !subscription.cancelAtPeriodEnd;
      subscription.canceledAt = subscription.cancelAtPeriodEnd ? this.seconds : null;
    } else if (roll < 0.85) return this.end(subscription, this.seconds);
    this.tell('customer.subscription.updated', renderSubscription(subscription));
  }

  private renew(subscription: StripeSubscription): void {
    subscription.periods += 1;
    subscription.periodStart = subscription.periodEnd;
    subscription.periodEnd = later(subscription.startedAt, subscription.interval, subscription.periods);
    const isPaid = this.random.chance(PAID_SHARE);
    if (!isPaid) subscription.status = 'past_due';
    this.bill(subscription, 'subscription_cycle', isPaid);
    this.tell('customer.subscription.updated', renderSubscription(subscription));
  }
  private end(subscription: StripeSubscription, at: number): void {
    subscription.status = 'canceled';
    subscription.endedAt = at;
    subscription.canceledAt ??= at;
    this.tell('customer.subscription.deleted', renderSubscription(subscription));
  }

  private bill(subscription: StripeSubscription, reason: StripeInvoice['reason'], isPaid: boolean): void {
    const invoice: StripeInvoice = {
      id: `in_${(this.serial += 1)}`,
      reason,
      status: isPaid ? 'paid' : 'open',
      plan: subscription.plan,
      at: reason === 'subscription_cycle' ? subscription.periodStart : this.seconds,
      periodStart: subscription.periodStart,
      periodEnd: subscription.periodEnd,
    };
    subscription.invoices.unshift(invoice);
    this.tell(isPaid ? 'invoice.paid' : 'invoice.payment_failed', renderInvoice(subscription, invoice));
  }
  private tell(type: string, object: unknown): void {
    this.outbox.push(renderEvent(`evt_${(this.serial += 1)}`, type, object));
  }
}

const customer = (id: string): unknown => ({
  id,
  object: 'customer',
  metadata: {},
  invoice_settings: { default_payment_method: null },
});

function page(url: URL, rows: readonly { readonly id: string }[]): unknown {
  const after = url.searchParams.get('starting_after');
  const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  const end = start + Number(url.searchParams.get('limit') ?? 10);
  return { object: 'list', data: rows.slice(start, end), has_more: end < rows.length };
}

/** `count` intervals after an anchor, as Stripe counts: the anchor's own day, or the month's last. Seconds. */
function later(anchor: number, interval: 'month' | 'year', count: number): number {
  const date = new Date(anchor * 1000);
  const months = date.getUTCMonth() + count * (interval === 'year' ? 12 : 1);
  const first = Date.UTC(date.getUTCFullYear(), months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const timeOfDay = (anchor * 1000) % (DAY * 1000);
  return Math.floor((first + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY * 1000 + timeOfDay) / 1000);
}
