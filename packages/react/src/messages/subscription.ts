import type { MoneyWire } from '@farebox/core/contract';
import type { Format } from '../format/format.js';

type Plan = { plan: string };
type Paid = Plan & { amount: MoneyWire | null };

const the = (amount: MoneyWire | null, f: Format): string =>
  amount === null ? 'The payment' : `The payment of ${f.money(amount)}`;

/** SubscriptionManager: one or two sentences per situation; the first carries the date. */
export const subscription = {
  subscriptionLabel: 'Subscription',
  subscriptionLoading: 'Subscription, loading',

  statusNone: 'No subscription',
  statusActive: 'Active',
  statusTrial: 'Trial',
  statusTrialEndsToday: 'Trial, ends today',
  statusEnds: ({ at }: { at: Date }, f: Format) => (f.isToday(at) ? 'Ends today' : `Ends ${f.day(at)}`),
  statusChanges: ({ at }: { at: Date }, f: Format) => (f.isToday(at) ? 'Changes today' : `Changes ${f.day(at)}`),
  statusCardExpiring: 'Card expires soon',
  statusPaymentFailed: 'Payment failed',
  statusUnpaid: 'Unpaid',
  statusConfirm: 'Waiting for your bank',
  statusNotStarted: 'Not started',
  statusPaused: 'Paused',
  statusPauses: ({ at }: { at: Date }, f: Format) => `Pauses ${f.day(at)}`,
  statusActivating: 'Activating',
  statusInvoiceOpen: 'Invoice open',
  statusContract: 'Contract',
  statusLifetime: 'For good',
  statusOffline: 'Offline',

  noPlan: 'No plan',
  noPlanSentence: 'There is no subscription yet. Nothing is charged until you choose a plan.',
  freeSentence: ({ tokens, every = 'every month' }: { tokens: number | null; every?: string | undefined }, f: Format) =>
    `${tokens === null ? 'Tokens without limit' : `${f.tokenWords(tokens, { one: '# token', other: '# tokens' })} ${every}`}. No card, nothing to pay.`,
  renews: ({ at, amount }: { at: Date; amount: MoneyWire | null }, f: Format) =>
    `Renews ${f.onDate(at)}${amount === null ? '' : ` for ${f.money(amount)}`}.`,
  activeWithoutDate: 'Active. No renewal date is known yet.',
  trialWithCard: (
    { at, amount, interval, card }: { at: Date; amount: MoneyWire | null; interval: 'month' | 'year'; card: string },
    f: Format,
  ) =>
    `Your trial ends ${f.onDay(at)}.${amount === null ? '' : ` Then ${f.money(amount)} a ${interval} from ${card}.`} Cancel before and you pay nothing.`,
  trialWithoutCard: ({ at }: { at: Date }, f: Format) => `Your trial ends ${f.onDay(at)}. You have not been charged.`,
  trialWithoutCardThen: ({ at, next, bought }: { at: Date; next: string; bought: number }, f: Format) =>
    `Without a card you move to ${next} ${f.isToday(at) ? `at ${f.time(at)}` : 'then'}${bought > 0 ? ` and keep the ${f.tokenWords(bought, { one: 'token', other: '# tokens' })} you bought` : ''}.`,
  cardExpiring: ({ card, at, renewsAt }: { card: string; at: Date; renewsAt: Date }, f: Format) =>
    `${card} expires ${f.onDay(at)}, before the renewal ${f.onDate(renewsAt)}.`,
  cancels: ({ canceledAt, at, plan }: Plan & { canceledAt: Date | null; at: Date }, f: Format) =>
    `Cancelled${canceledAt === null ? '' : ` ${f.onDay(canceledAt)}`}. You keep ${plan} and its tokens ${f.untilDate(at)}. No further charges.`,
  changes: ({ plan, next, at }: Plan & { next: string; at: Date }, f: Format) =>
    `Changes to ${next} ${f.onDate(at)}. Until then you keep ${plan}. Nothing is due today.`,
  priceChanges: ({ plan, from, to, at }: Plan & { from: MoneyWire; to: MoneyWire; at: Date }, f: Format) =>
    `${plan} costs ${f.money(to)} instead of ${f.money(from)} from ${f.date(at)} on. Nothing is due today.`,
  pastDue: (
    {
      amount,
      since,
      retryAt,
      card,
    }: { amount: MoneyWire | null; since: Date; retryAt: Date | null; card: string | null },
    f: Format,
  ) =>
    `${the(amount, f)} ${f.onDay(since)} was declined by your bank.${retryAt === null ? '' : ` We try ${card === null ? '' : `${card} `}again ${f.onDay(retryAt)}.`}`,
  pastDueTokens: ({ left, until }: { left: number | null; until: Date }, f: Format) =>
    left === 0
      ? ''
      : `Your ${left === null ? 'tokens stay' : f.tokenWords(left, { one: '# token stays', other: '# tokens stay' })} usable ${f.untilDay(until)}.`,
  pastDueFinal: ({ amount, at, plan }: Paid & { at: Date }, f: Format) =>
    `The last attempt${amount === null ? '' : ` for ${f.money(amount)}`} is ${f.onDay(at)}. If it fails, ${plan} ends that day; bought tokens stay.`,
  unpaid: ({ amount, since, plan }: Paid & { since: Date | null }, f: Format) =>
    `${plan} is paused: ${amount === null ? 'the payment' : f.money(amount)}${since === null ? '' : ` from ${f.day(since)}`} is unpaid. Pay it and your tokens are back at once.`,
  incomplete: ({ amount }: { amount: MoneyWire | null }, f: Format) =>
    `Confirm your payment${amount === null ? '' : ` of ${f.money(amount)}`}. Your bank asks you to approve it. Nothing is charged until you do.`,
  incompleteExpired: ({ plan }: Plan) =>
    `${plan} did not start: the payment was not confirmed in time. Nothing was charged.`,
  pausedUntil: ({ at }: { at: Date }, f: Format) => `Paused ${f.untilDate(at)}. No charges until then.`,
  paused: 'Paused. No charges until you resume.',
  pauseScheduled: ({ at, plan }: Plan & { at: Date }, f: Format) =>
    `${plan} pauses ${f.onDate(at)}. Until then nothing changes.`,
  ended: ({ plan, at, now }: Plan & { at: Date; now: string }, f: Format) =>
    `${plan} ended ${f.onDate(at)}. You are on ${now}. No further charges.`,
  openInvoice: ({ amount, dueAt }: { amount: MoneyWire; dueAt: Date }, f: Format) =>
    `An invoice of ${f.money(amount)} is due ${f.onDate(dueAt)}. It can be paid from the billing page.`,
  enterprise: 'Billed by your contract. Changes go through your contact.',
  lifetime: ({ plan }: Plan) => `${plan} is yours. Nothing renews and nothing is charged.`,
  awaitingPayment: 'Payment received, activating. Safe to leave; you will not be charged again.',
  loadErrorFact: 'We could not load your subscription.',
  loadErrorEffect: 'Nothing was changed and nothing was charged.',
  lastKnown: ({ at, plan, left }: Plan & { at: Date; left: string }, f: Format) =>
    `Last known at ${f.time(at)}: ${plan}, ${left}.`,

  unitAfterTrial: ({ interval }: { interval: 'month' | 'year' }) => `per ${interval} after the trial, before tax`,
  unitNothingMore: 'due, nothing more to pay',
  unitDueSince: ({ since }: { since: Date }, f: Format) => `due since ${f.day(since)}`,
  unitToConfirm: 'to confirm',
  unitWhilePaused: 'while paused',
  unitDue: ({ at }: { at: Date }, f: Format) => `due ${f.day(at)}`,
  unitContract: 'by contract',
  figureCustom: 'Custom',
  noteThen: ({ plan, tokens }: Plan & { tokens: number | null }, f: Format) =>
    tokens === null
      ? `Then ${plan}`
      : `Then ${plan}, with ${f.tokenWords(tokens, { one: '# token', other: '# tokens' })} a month`,
  noteTrialTokens: ({ at }: { at: Date }, f: Format) =>
    f.isToday(at) ? `Trial tokens end at ${f.time(at)}` : `Trial tokens end ${f.onDay(at)}`,

  actionSeePlans: 'See plans',
  actionSeeOtherPlans: 'See other plans',
  actionManage: 'Manage subscription',
  actionUpdateCard: 'Update card',
  actionAddCard: 'Add a card',
  actionKeepPlan: ({ plan }: Plan) => `Keep ${plan}`,
  actionResume: ({ plan }: Plan) => `Resume ${plan}`,
  actionPay: ({ amount }: { amount: MoneyWire | null }, f: Format) =>
    amount === null ? 'Pay now' : `Pay ${f.money(amount)}`,
  actionConfirmPayment: 'Confirm payment',
  actionBuyTokens: 'Buy tokens',
  actionContact: 'Write to sales',
};
