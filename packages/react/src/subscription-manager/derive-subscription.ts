import type { AccountWire, CatalogWire } from '@farebox/core/contract';
import { currentPlan } from '../client/current-plan.js';
import type { LoadState } from '../client/loaded.js';
import type { DeriveContext } from '../messages/derive-context.js';
import { describeSubscription, type SubscriptionManagerModel } from './describe-subscription.js';
import type { CardFacts, Situation, SituationFacts, SubscriptionSituation } from './situation.js';

export interface SubscriptionInput {
  readonly account: LoadState<AccountWire>;
  /** Names and allowances; the card shows without it. */
  readonly catalog?: CatalogWire | undefined;
  /** Back from checkout with a payment that the snapshot does not show yet. */
  readonly isAwaitingPayment?: boolean | undefined;
  readonly canTopUp?: boolean | undefined;
}

/** SubscriptionManager's model: which situation it is, and what that situation says. */
export function deriveSubscription(input: SubscriptionInput, context: DeriveContext): SubscriptionManagerModel {
  return describeSubscription(subscriptionSituation(input, context.now), context);
}

/** How long "Starter ended on …" is worth saying. */
const ENDED_SHOWN_DAYS = 45;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Which of the situations the snapshot is. */
export function subscriptionSituation(
  { account, catalog, isAwaitingPayment = false, canTopUp = false }: SubscriptionInput,
  now: Date,
): SubscriptionSituation {
  if (account.status === 'loading') return { situation: 'loading' };
  if (account.status === 'error') {
    const known = account.data;
    return {
      situation: 'error',
      lastKnown: known === undefined ? null : { planName: known.subscription.planName, balance: known.balance },
    };
  }
  const snapshot = account.data;
  const plan = currentPlan(catalog, snapshot);
  const facts: SituationFacts = {
    planName: snapshot.subscription.planName,
    price: snapshot.subscription.price,
    interval: snapshot.subscription.interval,
    currency: snapshot.subscription.price?.currency ?? currencyOf(catalog),
    balance: snapshot.balance,
    planTokens: plan === undefined ? undefined : plan.tokens,
    refillEvery: plan?.refillEvery,
    lowBalance: catalog?.lowBalance ?? [],
    features: catalog?.features ?? [],
    canManage: snapshot.permissions.canManageBilling,
    canSpend: snapshot.permissions.canSpend,
    billingContact: snapshot.permissions.billingContact,
    hasPortal: snapshot.hasPortal,
    canTopUp,
    isOffline: account.isOffline === true,
  };
  if (isAwaitingPayment) return { ...facts, situation: 'awaiting_payment' };
  return { ...facts, ...situationOf(snapshot, catalog, now) };
}

function situationOf(snapshot: AccountWire, catalog: CatalogWire | undefined, now: Date): Situation {
  const subscription = snapshot.subscription;
  const card = cardFacts(subscription.card);
  const cancelAt = instant(subscription.cancelAt);
  const periodEnd = instant(subscription.currentPeriodEnd);
  switch (subscription.status) {
    case 'none':
    case 'canceled':
      return withoutSubscription(snapshot, catalog, now);
    case 'trialing': {
      const endsAt = instant(subscription.trialEnd) ?? periodEnd;
      if (cancelAt !== null) return cancels(snapshot, cancelAt);
      if (endsAt === null) return { situation: 'active', renewsAt: null };
      const fallback =
        subscription.next?.planName ?? catalog?.plans.find(({ isDefault }) => isDefault)?.name ?? subscription.planName;
      return { situation: 'trialing', endsAt, card, nextPlanName: fallback, boughtTokens: boughtTokens(snapshot) };
    }
    case 'active': {
      if (cancelAt !== null) return cancels(snapshot, cancelAt);
      const next = subscription.next;
      if (next !== null && next.plan !== subscription.plan)
        return {
          situation: 'plan_changes',
          next: { planName: next.planName, at: new Date(next.at), tokens: next.tokens },
        };
      if (card !== null && periodEnd !== null && card.expiresAt < periodEnd)
        return { situation: 'card_expiring', renewsAt: periodEnd, card };
      return { situation: 'active', renewsAt: periodEnd };
    }
    case 'past_due': {
      const due = subscription.pastDue;
      if (due === null) return { situation: 'unpaid', since: null, amount: subscription.price };
      const since = new Date(due.since);
      const graceUntil = new Date(due.graceUntil);
      if (now >= graceUntil) return { situation: 'unpaid', since, amount: due.amount };
      const retryAt = instant(due.nextAttempt);
      // Nothing is tried after the grace: the attempt at its end is the last one.
      if (retryAt !== null && retryAt.getTime() > graceUntil.getTime() - MILLISECONDS_PER_DAY)
        return { situation: 'past_due_final', since, amount: due.amount, lastAttemptAt: retryAt };
      return { situation: 'past_due', since, amount: due.amount, retryAt, graceUntil, card };
    }
    case 'unpaid':
      return {
        situation: 'unpaid',
        since: instant(subscription.pastDue?.since),
        amount: subscription.pastDue?.amount ?? subscription.price,
      };
    case 'incomplete':
      return { situation: 'incomplete', amount: subscription.pastDue?.amount ?? subscription.price };
    case 'incomplete_expired':
      return { situation: 'incomplete_expired' };
    case 'paused':
      return { situation: 'paused', until: null };
  }
}

function withoutSubscription(snapshot: AccountWire, catalog: CatalogWire | undefined, now: Date): Situation {
  const ended = snapshot.subscription.ended;
  if (ended !== null && now.getTime() - Date.parse(ended.at) < ENDED_SHOWN_DAYS * MILLISECONDS_PER_DAY)
    return { situation: 'ended', endedPlanName: ended.planName, at: new Date(ended.at) };
  const plan = currentPlan(catalog, snapshot);
  if (plan !== undefined && plan.contact !== null) return { situation: 'enterprise', contact: plan.contact };
  return snapshot.subscription.plan === '' ? { situation: 'none' } : { situation: 'free' };
}

function cancels(snapshot: AccountWire, at: Date): Situation {
  const next = snapshot.subscription.next;
  return {
    situation: 'cancels',
    at,
    canceledAt: instant(snapshot.subscription.canceledAt),
    next: next === null ? null : { planName: next.planName, at: new Date(next.at), tokens: next.tokens },
  };
}

function currencyOf(catalog: CatalogWire | undefined): string | null {
  for (const { prices } of catalog?.plans ?? []) {
    const price = prices.month ?? prices.year;
    if (price !== null) return price.currency;
  }
  return null;
}

function instant(text: string | null | undefined): Date | null {
  return text === null || text === undefined ? null : new Date(text);
}

function boughtTokens(snapshot: AccountWire): number {
  return snapshot.balance.grants.reduce((sum, grant) => (grant.category === 'paid' ? sum + grant.remaining : sum), 0);
}

/** A card is good through the last day of its month; the day before noon UTC, so that no zone makes it the next month. */
function cardFacts(card: AccountWire['subscription']['card']): CardFacts | null {
  if (card === null) return null;
  return {
    brand: card.brand,
    last4: card.last4,
    expiresAt: new Date(Date.UTC(card.expYear, card.expMonth, 1) - MILLISECONDS_PER_DAY / 2),
  };
}
