import type { StatusModel } from '../../elements/status.js';
import type { Format } from '../../format/format.js';
import type { Messages } from '../../messages/messages.js';
import type { MeterOptions } from '../../token-meter/derive-token-meter.js';
import type { CardFacts, KnownSubscription } from '../situation.js';

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

/** What one situation says: words, meter, money, buttons. */
export interface Says {
  readonly title?: string | undefined;
  readonly status: StatusModel;
  readonly sentences: readonly string[];
  /** Null = no meter in this situation. */
  readonly meter: MeterOptions | null;
  readonly figure: string;
  readonly unit: string;
  readonly actions: readonly ActionModel[];
}

/** What most situations say alike. */
export function wordsOf(view: KnownSubscription, m: Messages, f: Format) {
  const per = view.interval === 'year' ? m.perYearBeforeTax : m.perMonthBeforeTax;
  const free = freeOf(view, m, f);
  const manage: ActionModel = { action: 'manage', label: m.actionManage, primary: false };
  return {
    plan: view.planName,
    per,
    manage,
    usual: {
      figure: view.price === null ? free : f.money(view.price),
      unit: view.price === null ? m.perMonth : per,
    },
    nothing: (unit: string) => ({ figure: free, unit }),
  };
}

export const primary = (action: SubscriptionAction, label: string): ActionModel => ({ action, label, primary: true });

export function leftOf(view: KnownSubscription): number | null {
  return view.balance.remainingTokens === null ? null : view.balance.remainingTokens + view.balance.heldTokens;
}

export function cardWords(card: CardFacts, m: Messages): string {
  return m.card({ brand: card.brand, last4: card.last4 });
}

/** "$0" in the customer's currency. */
function freeOf(view: KnownSubscription, m: Messages, f: Format): string {
  return view.currency === null ? m.costFree : f.money({ currency: view.currency, unitAmount: 0 });
}
