import { describe, expect, it } from 'vitest';
import { account, CATALOG, freeAccount, leftOf, usd } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { deriveSubscription, subscriptionSituation } from './derive-subscription.js';
import type { SubscriptionManagerModel, SubscriptionTicketModel } from './describe-subscription.js';

type Snapshot = ReturnType<typeof account>;
const PAST_DUE = {
  since: '2026-12-15T11:00:00Z',
  amount: usd(1900),
  nextAttempt: '2026-12-18T11:00:00Z',
  graceUntil: '2026-12-24T11:00:00Z',
};

function model(
  data: Snapshot,
  over: { now?: string; isOffline?: boolean; isAwaitingPayment?: boolean } = {},
): SubscriptionManagerModel {
  const context = over.now === undefined ? CONTEXT : { ...CONTEXT, now: new Date(over.now) };
  return deriveSubscription(
    {
      account: { status: 'ready', data, isOffline: over.isOffline },
      catalog: CATALOG,
      isAwaitingPayment: over.isAwaitingPayment,
    },
    context,
  );
}
function ticket(data: Snapshot, over?: Parameters<typeof model>[1]): SubscriptionTicketModel {
  const made = model(data, over);
  if (made.situation === 'loading' || made.situation === 'error')
    throw new Error(`a ticket was expected, not ${made.situation}`);
  return made;
}

describe('deriveSubscription', () => {
  it('says what renews, when and for how much', () => {
    expect(ticket(account())).toMatchObject({
      situation: 'active',
      title: 'Starter',
      sentences: ['Renews on 3 January 2027 for $19.00.'],
      figure: '$19.00',
      meter: {
        figure: '37',
        unit: 'of 50 tokens left',
        note: '50 new tokens on 3 January',
        scale: '1 stub = 5 tokens',
      },
      actions: [{ action: 'manage', primary: false }],
    });
  });

  it('offers plans to who has bought nothing', () => {
    expect(ticket(freeAccount())).toMatchObject({
      situation: 'free',
      sentences: ['5 tokens every month. No card, nothing to pay.'],
      figure: '$0',
      meter: { figure: '3', tone: undefined, note: '5 new tokens on 1 January 2027' },
      actions: [{ action: 'seePlans', primary: true }],
    });
  });

  it('says until when a cancelled plan stays and what comes then', () => {
    const cancelled = account({
      subscription: {
        cancelAt: '2027-01-03T11:00:00Z',
        canceledAt: '2026-12-10T11:00:00Z',
        next: { plan: 'free', planName: 'Free', at: '2027-01-03T11:00:00Z', tokens: 5 },
      },
    });
    expect(ticket(cancelled)).toMatchObject({
      situation: 'cancels',
      status: { text: 'Ends 3 January' },
      sentences: [
        'Cancelled on 10 December. You keep Starter and its tokens until 3 January 2027. No further charges.',
      ],
      figure: '$0',
      meter: { note: 'Then Free, with 5 tokens a month' },
      actions: [{ label: 'Keep Starter', primary: true }, { action: 'manage' }],
    });
  });

  it('names the retry and the grace while a renewal is unpaid, and the last attempt as the last', () => {
    const due = account({ subscription: { status: 'past_due', pastDue: PAST_DUE } });
    expect(ticket(due)).toMatchObject({
      situation: 'past_due',
      sentences: [
        'The payment of $19.00 on 15 December was declined by your bank. We try Visa ending 4242 again on 18 December.',
        'Your 37 tokens stay usable until 24 December.',
      ],
      actions: [{ action: 'updateCard', primary: true }, { action: 'manage' }],
    });
    const final = account({
      subscription: { status: 'past_due', pastDue: { ...PAST_DUE, nextAttempt: PAST_DUE.graceUntil } },
    });
    expect(ticket(final).sentences).toEqual([
      'The last attempt for $19.00 is on 24 December. If it fails, Starter ends that day; bought tokens stay.',
    ]);
  });

  it('turns past due into paused when the grace is over', () => {
    const due = account({ subscription: { status: 'past_due', pastDue: PAST_DUE }, balance: leftOf(0, 50) });
    const late = ticket(due, { now: '2026-12-24T11:00:00Z' });
    expect(late).toMatchObject({
      situation: 'unpaid',
      sentences: ['Starter is paused: $19.00 from 15 December is unpaid. Pay it and your tokens are back at once.'],
    });
    // The card warns once: the empty meter keeps its colour to itself.
    expect(late.meter).toMatchObject({ tone: undefined, say: undefined, figure: '0' });
  });

  it('writes the end of a trial as an hour when it is today', () => {
    const trial = account({
      subscription: {
        plan: 'professional',
        planName: 'Professional',
        status: 'trialing',
        price: usd(4900),
        trialEnd: '2026-12-17T17:00:00Z',
        card: null,
      },
      balance: leftOf(96, 150, { grants: [{ id: 'g', category: 'paid', amount: 25, remaining: 12, expiresAt: null }] }),
    });
    expect(ticket(trial)).toMatchObject({
      status: { text: 'Trial, ends today', tone: 'warning' },
      sentences: [
        'Your trial ends today at 18:00. You have not been charged.',
        'Without a card you move to Free at 18:00 and keep the 12 tokens you bought.',
      ],
      meter: { note: 'Trial tokens end at 18:00' },
    });
  });

  it('warns of a card that expires before the renewal, to the end of its month', () => {
    const expiring = account({ subscription: { card: { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2026 } } });
    expect(ticket(expiring).sentences).toEqual([
      'Visa ending 4242 expires on 31 December, before the renewal on 3 January 2027.',
    ]);
    const sameMonth = account({ subscription: { card: { brand: 'visa', last4: '4242', expMonth: 1, expYear: 2027 } } });
    expect(ticket(sameMonth).situation).toBe('active');
  });

  it('remembers for a while what ended', () => {
    const ended = freeAccount();
    ended.subscription.ended = { plan: 'starter', planName: 'Starter', at: '2026-12-03T11:00:00Z' };
    expect(ticket(ended).sentences).toEqual(['Starter ended on 3 December 2026. You are on Free. No further charges.']);
    expect(ticket(ended, { now: '2027-03-01T11:00:00Z' }).situation).toBe('free');
  });

  it('shows facts without buttons to who may not bill, and whom to ask', () => {
    const member = account({ permissions: { canManageBilling: false, billingContact: 'Ana Ruiz (owner)' } });
    expect(ticket(member)).toMatchObject({
      actions: [],
      foot: 'Ana Ruiz (owner) manages billing. You can use tokens.',
      figure: '$19.00',
    });
  });

  it('offers no portal to a customer who has nothing in it', () => {
    expect(ticket(account({ hasPortal: false })).actions).toEqual([]);
  });

  it('keeps the last known balance when offline or after an error, and says from when', () => {
    expect(ticket(account(), { isOffline: true })).toMatchObject({
      status: { text: 'Offline' },
      meter: { note: 'You are offline. Last known at 10:42: 37 tokens left.' },
      actions: [],
    });
    expect(deriveSubscription({ account: { status: 'error', data: account() } }, CONTEXT)).toMatchObject({
      situation: 'error',
      lastKnown: 'Last known at 10:42: Starter, 37 tokens left.',
    });
  });

  it('says that a payment is being activated and is not asked for twice', () => {
    expect(ticket(freeAccount(), { isAwaitingPayment: true })).toMatchObject({
      sentences: ['Payment received, activating. Safe to leave; you will not be charged again.'],
      actions: [],
    });
  });

  it('never has more than one primary button in any status', () => {
    for (const status of [
      'none',
      'trialing',
      'active',
      'past_due',
      'unpaid',
      'incomplete',
      'incomplete_expired',
      'paused',
      'canceled',
    ] as const) {
      const made = ticket(
        account({
          subscription: { status, trialEnd: '2026-12-20T11:00:00Z', pastDue: status === 'past_due' ? PAST_DUE : null },
        }),
      );
      expect(made.actions.filter(({ primary }) => primary).length, status).toBeLessThanOrEqual(1);
      expect(made.sentences.length, status).toBeGreaterThan(0);
      expect(made.status.text, status).not.toBe('');
    }
  });

  it('is loading and denies nothing while the account is unknown', () => {
    expect(subscriptionSituation({ account: { status: 'loading' } }, CONTEXT.now)).toEqual({ situation: 'loading' });
  });
});
