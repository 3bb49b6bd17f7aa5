import type { AccountWire, SubscriptionWire } from '../contract/account.js';
import { toDetailedBalanceWire } from '../contract/to-wire.js';
import type { Customer } from '../customer.js';
import type { Instant } from '../domain/ledger-rows.js';
import type { BillingContext } from './engine/billing-context.js';
import { toDetailedBalance } from './tokens/balance.js';
import { findCustomer } from './accounts/stripe-customers.js';
import { planInForce } from '../plans/plan-in-force.js';
import { listSubscriptionRows } from './subscriptions/subscriptions.js';
import { toSubscriptionView, type SubscriptionView } from '../plans/subscription-view.js';

/** How often a snapshot is read again when somebody writes in the middle; then the last reading is taken as it is. */
const READINGS = 4;

export function createAccountSnapshot(context: BillingContext) {
  /**
   * One snapshot for the browser, ordered by (`revision`, `asOf`). Balance and records are of one revision: they are read
   * again when a unit was committed in between, for every unit of the account raises it. Two round trips: all that is shown
   * at once, then the revision once more.
   */
  return async function snapshot(
    customer: Customer,
    permissions: AccountWire['permissions'],
    override?: Instant,
  ): Promise<AccountWire> {
    const account = await context.accounts.open(customer);
    for (let reading = 1; ; reading += 1) {
      const at = override ?? (await context.clock.override());
      const [{ slice, now }, rows, billing] = await Promise.all([
        context.store.read(account, undefined, at),
        listSubscriptionRows(context, account),
        findCustomer(context, account),
      ]);
      const revision = slice.account?.revision ?? 0;
      const figures = { keys: [], references: [], grants: false };
      const after = await context.store.read(account, figures, at);
      if ((after.slice.account?.revision ?? 0) !== revision && reading < READINGS) continue;
      const view = toSubscriptionView(context.catalog, rows, now);
      const { plan } = planInForce(context.catalog, slice.account, slice.schedules, now);
      return {
        customer: `${context.mode}_${account.toString(36)}`,
        revision,
        asOf: new Date(now).toISOString(),
        balance: toDetailedBalanceWire(toDetailedBalance({ account: slice.account, grants: slice.grants, now })),
        ...(context.catalog.precision === 0 ? {} : { precision: context.catalog.precision }),
        subscription: toSubscriptionWire(view),
        flags: (plan?.includes ?? []).filter((id) => context.catalog.feature(id)?.charge === 'flag'),
        permissions,
        hasPortal: billing?.row.stripeCustomer != null,
      };
    }
  };
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The same view as JSON. A catalogue without a default plan shows an empty one. */
function toSubscriptionWire(view: SubscriptionView): SubscriptionWire {
  const { pastDue, ended, next } = view;
  return {
    ...view,
    plan: view.plan ?? '',
    planName: view.planName ?? '',
    currentPeriodStart: iso(view.currentPeriodStart),
    currentPeriodEnd: iso(view.currentPeriodEnd),
    trialEnd: iso(view.trialEnd),
    cancelAt: iso(view.cancelAt),
    canceledAt: iso(view.canceledAt),
    endedAt: iso(view.endedAt),
    pastDue: pastDue && {
      ...pastDue,
      since: pastDue.since.toISOString(),
      nextAttempt: iso(pastDue.nextAttempt),
      graceUntil: pastDue.graceUntil.toISOString(),
    },
    ended: ended && { ...ended, at: ended.at.toISOString() },
    next: next && { ...next, at: next.at.toISOString() },
  };
}
