import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';
import type { StatusModel } from '../elements/status.js';
import type { Messages } from '../messages/messages.js';
import {
  describeMeter,
  leftInWords,
  type MeterModel,
  type MeterOptions,
  staleNote,
} from '../token-meter/derive-token-meter.js';
import type { CardFacts, KnownSubscription, SubscriptionView } from './situation.js';

/**
 * What a button of the card asks for. `manage`, `keepPlan`, `resumePlan`, `pay` and `confirmPayment` open the billing portal,
 * `updateCard` and `addCard` open it at the card; `seePlans`, `buyTokens` and `retry` are the caller's own.
 */
export type SubscriptionAction =
  | 'seePlans'
  | 'manage'
  | 'updateCard'
  | 'addCard'
  | 'keepPlan'
  | 'resumePlan'
  | 'pay'
  | 'confirmPayment'
  | 'buyTokens'
  | 'contact'
  | 'retry';

export interface ActionModel {
  readonly action: SubscriptionAction;
  readonly label: string;
  /** One at most, and only where there is one obvious fix. */
  readonly primary: boolean;
  readonly href?: string | undefined;
}

/** SubscriptionManager in words. */
export type SubscriptionManagerModel =
  | { readonly situation: 'loading'; readonly label: string }
  | {
      readonly situation: 'error';
      readonly label: string;
      readonly fact: string;
      readonly effect: string;
      readonly lastKnown: string | null;
      readonly actions: readonly ActionModel[];
    }
  | SubscriptionTicketModel;

export interface SubscriptionTicketModel {
  readonly situation: KnownSubscription['situation'];
  readonly label: string;
  readonly title: string;
  readonly status: StatusModel;
  readonly sentences: readonly string[];
  readonly meter: MeterModel | null;
  /** Empty = nothing to say about money now: the card has no stub. */
  readonly figure: string;
  readonly unit: string;
  /** Who manages billing, when it is not this person. */
  readonly foot: string | null;
  readonly actions: readonly ActionModel[];
}

export function describeSubscription(view: SubscriptionView, context: DeriveContext): SubscriptionManagerModel {
  const m = context.messages;
  const f = createFormat(context);
  if (view.situation === 'loading') return { situation: 'loading', label: m.subscriptionLoading };
  if (view.situation === 'error') {
    const known = view.lastKnown;
    return {
      situation: 'error',
      label: m.subscriptionLabel,
      fact: m.loadErrorFact,
      effect: m.loadErrorEffect,
      lastKnown:
        known === null
          ? null
          : m.lastKnown(
              { at: new Date(known.balance.asOf), plan: known.planName, left: leftInWords(known.balance, context, f) },
              f,
            ),
      actions: [{ action: 'retry', label: m.tryAgain, primary: false }],
    };
  }
  const says = situationSays(view, m, f);
  const offline = view.isOffline ? staleNote(view.balance, context, f) : undefined;
  return {
    situation: view.situation,
    label: m.subscriptionLabel,
    title: says.title ?? view.planName,
    status: view.isOffline ? { text: m.statusOffline, icon: 'offline', tone: 'warning' } : says.status,
    sentences: says.sentences.filter((sentence) => sentence !== ''),
    meter:
      says.meter === null
        ? null
        : describeMeter(
            view.balance,
            { lowBalance: view.lowBalance, features: view.features, refillTokens: view.planTokens },
            context,
            { ...says.meter, note: offline ?? says.meter.note },
          ),
    figure: says.figure,
    unit: says.unit,
    foot: view.canManage ? null : m.noPermission({ contact: view.billingContact, canSpend: view.canSpend }),
    actions: view.canManage && !view.isOffline ? buttons(says.actions, view, m) : [],
  };
}

interface Says {
  readonly title?: string | undefined;
  readonly status: StatusModel;
  readonly sentences: readonly string[];
  /** Null = no meter in this situation. */
  readonly meter: MeterOptions | null;
  readonly figure: string;
  readonly unit: string;
  readonly actions: readonly ActionModel[];
}

function situationSays(view: KnownSubscription, m: Messages, f: Format): Says {
  const plan = view.planName;
  const per = view.interval === 'year' ? m.perYearBeforeTax : m.perMonthBeforeTax;
  const usual = {
    figure: view.price === null ? freeOf(view, m, f) : f.money(view.price),
    unit: view.price === null ? m.perMonth : per,
  };
  const nothing = (unit: string) => ({ figure: freeOf(view, m, f), unit });
  const manage: ActionModel = { action: 'manage', label: m.actionManage, primary: false };
  const primary = (action: ActionModel['action'], label: string): ActionModel => ({ action, label, primary: true });
  switch (view.situation) {
    case 'none':
      return {
        title: m.noPlan,
        status: { text: m.statusNone, icon: 'minus' },
        sentences: [m.noPlanSentence],
        meter: null,
        ...nothing(m.perMonth),
        actions: [primary('seePlans', m.actionSeePlans)],
      };
    case 'free':
      return {
        status: { text: m.statusNone, icon: 'minus' },
        sentences: [
          m.freeSentence(
            {
              tokens: view.planTokens === undefined ? view.balance.monthlyTokens : view.planTokens,
              every: view.refillEvery && m.tokensEvery(view.refillEvery, f),
            },
            f,
          ),
        ],
        meter: { withYear: true },
        ...nothing(m.perMonth),
        actions: [primary('seePlans', m.actionSeePlans)],
      };
    case 'trialing': {
      const today = f.isToday(view.endsAt);
      const sentences =
        view.card === null
          ? [
              m.trialWithoutCard({ at: view.endsAt }, f),
              m.trialWithoutCardThen({ at: view.endsAt, next: view.nextPlanName, bought: view.boughtTokens }, f),
            ]
          : [
              m.trialWithCard(
                {
                  at: view.endsAt,
                  amount: view.price,
                  interval: view.interval ?? 'month',
                  card: cardWords(view.card, m),
                },
                f,
              ),
            ];
      return {
        status: {
          text: today ? m.statusTrialEndsToday : m.statusTrial,
          icon: 'clock',
          tone: today ? 'warning' : undefined,
        },
        sentences,
        meter: { note: m.noteTrialTokens({ at: view.endsAt }, f) },
        figure: usual.figure,
        unit: m.unitAfterTrial({ interval: view.interval ?? 'month' }),
        actions:
          view.card === null
            ? [
                primary('addCard', m.actionAddCard),
                { action: 'seePlans', label: m.actionSeeOtherPlans, primary: false },
              ]
            : [manage],
      };
    }
    case 'active': {
      const buy = view.canTopUp && view.balance.remainingTokens === 0 ? [primary('buyTokens', m.actionBuyTokens)] : [];
      return {
        status: { text: m.statusActive, icon: 'check', tone: 'success' },
        sentences: [
          view.renewsAt === null ? m.activeWithoutDate : m.renews({ at: view.renewsAt, amount: view.price }, f),
        ],
        meter: {},
        ...usual,
        actions: [...buy, manage],
      };
    }
    case 'card_expiring':
      return {
        status: { text: m.statusCardExpiring, icon: 'card', tone: 'warning' },
        sentences: [
          m.cardExpiring({ card: cardWords(view.card, m), at: view.card.expiresAt, renewsAt: view.renewsAt }, f),
        ],
        meter: {},
        ...usual,
        actions: [primary('updateCard', m.actionUpdateCard), manage],
      };
    case 'cancels':
      return {
        status: { text: m.statusEnds({ at: view.at }, f), icon: 'end', tone: 'warning' },
        sentences: [m.cancels({ canceledAt: view.canceledAt, at: view.at, plan }, f)],
        meter: {
          note: view.next === null ? null : m.noteThen({ plan: view.next.planName, tokens: view.next.tokens }, f),
        },
        ...nothing(m.unitNothingMore),
        actions: [primary('keepPlan', m.actionKeepPlan({ plan })), manage],
      };
    case 'plan_changes':
      return {
        status: { text: m.statusChanges({ at: view.next.at }, f), icon: 'change' },
        sentences: [m.changes({ plan, next: view.next.planName, at: view.next.at }, f)],
        meter: { note: m.noteThen({ plan: view.next.planName, tokens: view.next.tokens }, f) },
        ...usual,
        actions: [manage],
      };
    case 'price_changes':
      return {
        status: { text: m.statusActive, icon: 'check', tone: 'success' },
        sentences: [m.priceChanges({ plan, from: view.price ?? view.to, to: view.to, at: view.at }, f)],
        meter: {},
        ...usual,
        actions: [manage],
      };
    case 'past_due':
      return {
        status: { text: m.statusPaymentFailed, icon: 'warn', tone: 'danger' },
        sentences: [
          m.pastDue(
            {
              amount: view.amount,
              since: view.since,
              retryAt: view.retryAt,
              card: view.card === null ? null : cardWords(view.card, m),
            },
            f,
          ),
          m.pastDueTokens({ left: leftOf(view), until: view.graceUntil }, f),
        ],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitDueSince({ since: view.since }, f),
        actions: [primary('updateCard', m.actionUpdateCard), manage],
      };
    case 'past_due_final':
      return {
        status: { text: m.statusPaymentFailed, icon: 'warn', tone: 'danger' },
        sentences: [m.pastDueFinal({ amount: view.amount, at: view.lastAttemptAt, plan }, f)],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitDueSince({ since: view.since }, f),
        actions: [primary('updateCard', m.actionUpdateCard), manage],
      };
    case 'unpaid':
      return {
        status: { text: m.statusUnpaid, icon: 'warn', tone: 'danger' },
        sentences: [m.unpaid({ amount: view.amount, since: view.since, plan }, f)],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: view.since === null ? per : m.unitDueSince({ since: view.since }, f),
        actions: [primary('pay', m.actionPay({ amount: view.amount }, f)), manage],
      };
    case 'incomplete':
      return {
        status: { text: m.statusConfirm, icon: 'card', tone: 'danger' },
        sentences: [m.incomplete({ amount: view.amount }, f)],
        meter: { note: null },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitToConfirm,
        actions: [primary('confirmPayment', m.actionConfirmPayment)],
      };
    case 'incomplete_expired':
      return {
        status: { text: m.statusNotStarted, icon: 'minus' },
        sentences: [m.incompleteExpired({ plan })],
        meter: {},
        ...nothing(m.perMonth),
        actions: [primary('seePlans', m.actionSeePlans)],
      };
    case 'paused':
      return {
        status: { text: m.statusPaused, icon: 'pause' },
        sentences: [view.until === null ? m.paused : m.pausedUntil({ at: view.until }, f)],
        meter: { note: null },
        ...nothing(m.unitWhilePaused),
        actions: [primary('resumePlan', m.actionResume({ plan })), manage],
      };
    case 'pauses':
      return {
        status: { text: m.statusPauses({ at: view.at }, f), icon: 'pause' },
        sentences: [m.pauseScheduled({ plan, at: view.at }, f)],
        meter: {},
        ...usual,
        actions: [manage],
      };
    case 'ended':
      return {
        status: { text: m.statusNone, icon: 'minus' },
        sentences: [m.ended({ plan: view.endedPlanName, at: view.at, now: plan }, f)],
        meter: {},
        ...nothing(m.perMonth),
        actions: [primary('seePlans', m.actionSeePlans), manage],
      };
    case 'invoice_open':
      return {
        status: { text: m.statusInvoiceOpen, icon: 'clock', tone: 'warning' },
        sentences: [m.openInvoice({ amount: view.amount, dueAt: view.dueAt }, f)],
        meter: {},
        figure: f.money(view.amount),
        unit: m.unitDue({ at: view.dueAt }, f),
        actions: [primary('pay', m.actionPay({ amount: view.amount }, f)), manage],
      };
    case 'enterprise':
      return {
        status: { text: m.statusContract, icon: 'check', tone: 'success' },
        sentences: [m.enterprise],
        meter: {},
        figure: m.figureCustom,
        unit: m.unitContract,
        actions:
          view.contact === null
            ? []
            : [{ action: 'contact', label: m.actionContact, primary: false, href: view.contact }],
      };
    case 'lifetime':
      return {
        status: { text: m.statusLifetime, icon: 'check', tone: 'success' },
        sentences: [m.lifetime({ plan })],
        meter: {},
        ...nothing(m.unitNothingMore),
        actions: [],
      };
    case 'awaiting_payment':
      return {
        status: { text: m.statusActivating, icon: 'clock' },
        sentences: [m.awaitingPayment],
        meter: { note: null },
        figure: '',
        unit: '',
        actions: [],
      };
  }
}

function buttons(actions: readonly ActionModel[], view: KnownSubscription, m: Messages): readonly ActionModel[] {
  const own = new Set<ActionModel['action']>(['seePlans', 'buyTokens', 'contact', 'retry']);
  const possible = actions.filter(({ action }) => view.hasPortal || own.has(action));
  // A customer of Stripe who is on the default plan still has invoices to look at.
  if (view.hasPortal && view.situation === 'free')
    return [...possible, { action: 'manage', label: m.actionManage, primary: false }];
  return possible;
}

function leftOf(view: KnownSubscription): number | null {
  return view.balance.remainingTokens === null ? null : view.balance.remainingTokens + view.balance.heldTokens;
}

function cardWords(card: CardFacts, m: Messages): string {
  return m.card({ brand: card.brand, last4: card.last4 });
}

/** "$0" in the customer's currency. */
function freeOf(view: KnownSubscription, m: Messages, f: Format): string {
  return view.currency === null ? m.costFree : f.money({ currency: view.currency, unitAmount: 0 });
}
