import type { StatusModel } from '../elements/status.js';
import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';
import type { Messages } from '../messages/messages.js';
import { describeMeter, leftInWords, type MeterModel, staleNote } from '../token-meter/derive-token-meter.js';
import { describeInForce } from './describe/in-force.js';
import { describeNotInForce } from './describe/not-in-force.js';
import { describePaymentOpen } from './describe/payment-open.js';
import type { ActionModel, Says } from './describe/says.js';
import type { KnownSubscription, SubscriptionSituation } from './situation.js';

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

export function describeSubscription(view: SubscriptionSituation, context: DeriveContext): SubscriptionManagerModel {
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

function situationSays(view: KnownSubscription, m: Messages, f: Format): Says {
  switch (view.situation) {
    case 'trialing':
    case 'active':
    case 'card_expiring':
    case 'cancels':
    case 'plan_changes':
    case 'price_changes':
    case 'pauses':
    case 'enterprise':
    case 'lifetime':
      return describeInForce(view, m, f);
    case 'past_due':
    case 'past_due_final':
    case 'unpaid':
    case 'incomplete':
    case 'invoice_open':
    case 'awaiting_payment':
      return describePaymentOpen(view, m, f);
    case 'none':
    case 'free':
    case 'incomplete_expired':
    case 'paused':
    case 'ended':
      return describeNotInForce(view, m, f);
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
