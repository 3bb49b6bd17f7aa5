import type { Format } from '../../format/format.js';
import type { Messages } from '../../messages/messages.js';
import type { KnownSubscription } from '../situation.js';
import { cardWords, primary, type Says, wordsOf } from './says.js';

export type InForce = Extract<
  KnownSubscription,
  {
    readonly situation:
      | 'trialing'
      | 'active'
      | 'card_expiring'
      | 'cancels'
      | 'plan_changes'
      | 'price_changes'
      | 'pauses'
      | 'enterprise'
      | 'lifetime';
  }
>;

/** A plan that is running, with whatever is about to happen to it. */
export function describeInForce(view: InForce, m: Messages, f: Format): Says {
  const { manage, nothing, plan, usual } = wordsOf(view, m, f);
  switch (view.situation) {
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
    case 'pauses':
      return {
        status: { text: m.statusPauses({ at: view.at }, f), icon: 'pause' },
        sentences: [m.pauseScheduled({ plan, at: view.at }, f)],
        meter: {},
        ...usual,
        actions: [manage],
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
  }
}
