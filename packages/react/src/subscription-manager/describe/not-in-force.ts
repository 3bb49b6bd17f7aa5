import type { Format } from '../../format/format.js';
import type { Messages } from '../../messages/messages.js';
import type { KnownSubscription } from '../situation.js';
import { primary, type Says, wordsOf } from './says.js';

export type NotInForce = Extract<
  KnownSubscription,
  { readonly situation: 'none' | 'free' | 'incomplete_expired' | 'paused' | 'ended' }
>;

/** Nothing bought is running. */
export function describeNotInForce(view: NotInForce, m: Messages, f: Format): Says {
  const { manage, nothing, plan } = wordsOf(view, m, f);
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
    case 'ended':
      return {
        status: { text: m.statusNone, icon: 'minus' },
        sentences: [m.ended({ plan: view.endedPlanName, at: view.at, now: plan }, f)],
        meter: {},
        ...nothing(m.perMonth),
        actions: [primary('seePlans', m.actionSeePlans), manage],
      };
  }
}
