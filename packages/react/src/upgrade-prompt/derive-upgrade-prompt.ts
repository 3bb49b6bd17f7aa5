import type { AccountWire, CatalogWire, DenialWire, MoneyWire, PlanWire } from '@farebox/core/contract';
import { currentPlan, featureName } from '../client/current-plan.js';
import type { Tone } from '../elements/tone.js';
import type { StripInput } from '../fare-strip/geometry.js';
import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';
import { affordable, balanceLevel, type LegendEntry, ownedTokens } from '../token-meter/derive-token-meter.js';
import { gainsOf, recommendedPlan, recommendedTopUp, type TopUpView } from './recommend.js';

/** `low_tokens` is a notice about the balance; the others come with a denial. */
export type UpgradeTrigger = 'low_tokens' | 'no_tokens' | 'analysis_blocked';

export interface UpgradeInput {
  readonly trigger: UpgradeTrigger;
  readonly denial?: DenialWire | undefined;
  readonly account: AccountWire | undefined;
  readonly catalog: CatalogWire | undefined;
  readonly topUps?: readonly TopUpView[] | undefined;
  readonly interval?: 'month' | 'year' | undefined;
}

export type UpgradeAction =
  | { readonly do: 'checkout'; readonly plan: string; readonly interval: 'month' | 'year' }
  | { readonly do: 'topUp'; readonly topUp: string }
  | { readonly do: 'seePlan'; readonly plan: string }
  | { readonly do: 'portal'; readonly flow: 'payment_method_update' }
  | { readonly do: 'contact'; readonly href: string }
  | { readonly do: 'dismiss' };

export interface UpgradeActionModel {
  readonly action: UpgradeAction;
  readonly label: string;
  readonly kind: 'primary' | 'secondary' | 'quiet';
}

export type UpgradePromptModel =
  | { readonly status: 'loading'; readonly label: string }
  | {
      readonly status: 'ready';
      readonly reason: 'low_tokens' | DenialWire['reason'];
      readonly title: string;
      readonly body: readonly string[];
      readonly tone?: Tone | undefined;
      readonly strip: StripInput | null;
      readonly legend: readonly LegendEntry[];
      readonly note: string | null;
      /** What the recommended plan gives more than the current one; four at most. */
      readonly gains: readonly string[];
      /** Empty = there is nothing to buy. */
      readonly figure: string;
      readonly unit: readonly string[];
      readonly foot: string | null;
      readonly actions: readonly UpgradeActionModel[];
    };

type Ready = Extract<UpgradePromptModel, { status: 'ready' }>;
type Facts = Pick<Ready, 'reason' | 'title' | 'body' | 'tone' | 'strip' | 'legend'>;
type Offer = Pick<Ready, 'gains' | 'figure' | 'unit' | 'actions'> & { readonly body?: readonly string[] };

/** UpgradePrompt's model. While the account or the catalogue is not known it is loading, and no paywall shows. */
export function deriveUpgradePrompt(input: UpgradeInput, context: DeriveContext): UpgradePromptModel {
  const { account, catalog, denial } = input;
  const m = context.messages;
  if (account === undefined || catalog === undefined) return { status: 'loading', label: m.upgradeLoading };
  const f = createFormat(context);
  const known = { ...input, account, catalog };
  const facts = denial === undefined ? balanceFacts(known, context, f) : denialFacts(denial, known, context, f);
  const { body: offerBody, ...offer } = offerOf(known, context, f);
  const permitted = account.permissions.canManageBilling;
  const dismiss: UpgradeActionModel = { action: { do: 'dismiss' }, label: m.notNow, kind: 'quiet' };
  return {
    status: 'ready',
    ...facts,
    body: [...facts.body, ...(offerBody ?? [])],
    note:
      facts.reason === 'past_due' ||
      facts.reason === 'paused' ||
      facts.reason === 'not_in_plan' ||
      facts.reason === 'member_cap'
        ? null
        : waitNote(known, m, f),
    ...offer,
    foot:
      facts.reason === 'member_cap' && account.permissions.billingContact === null
        ? null
        : permitted && facts.reason !== 'member_cap'
          ? null
          : m.noPermission({ contact: account.permissions.billingContact, canSpend: account.permissions.canSpend }),
    actions: [...(permitted ? offer.actions : []), dismiss],
  };
}

type Known = UpgradeInput & { readonly account: AccountWire; readonly catalog: CatalogWire };

function balanceFacts({ account, catalog, trigger }: Known, context: DeriveContext, f: Format): Facts {
  const m = context.messages;
  const balance = account.balance;
  const left = (balance.remainingTokens ?? 0) + balance.heldTokens;
  const strip = { left, limit: ownedTokens(balance), held: balance.heldTokens };
  if (trigger !== 'low_tokens' || left === 0)
    return { reason: 'no_tokens', title: m.upgradeNoneTitle, body: [m.upgradeNoneBody], strip, legend: [] };
  const { text, cheapest } = affordable(catalog.features, balance.remainingTokens ?? 0, f, context);
  return {
    reason: 'low_tokens',
    title: m.upgradeLowTitle({ left, until: balance.resetDate === null ? null : new Date(balance.resetDate) }, f),
    body: [
      text === null
        ? cheapest === null
          ? ''
          : m.upgradeLowBodyNone({ cost: cheapest }, f)
        : m.upgradeLowBody({ features: text }),
    ].filter((line) => line !== ''),
    tone: balanceLevel(balance, catalog.lowBalance) === 'last' ? 'danger' : 'warning',
    strip,
    legend: [],
  };
}

/** A prompt opened by a denial always names what is required, what is left and what is missing. */
function denialFacts(denial: DenialWire, { account, catalog }: Known, context: DeriveContext, f: Format): Facts {
  const m = context.messages;
  const feature = featureName(catalog, denial.feature);
  const { required, remaining: left, shortfall } = denial;
  const drawing: Pick<Facts, 'strip' | 'legend'> = {
    strip: { left, limit: required, missing: shortfall },
    legend: [
      { texture: 'left', text: m.legendLeft({ count: left }, f) },
      { texture: 'missing', text: m.legendMissing({ count: shortfall }, f) },
    ],
  };
  const none = { strip: null, legend: [] };
  switch (denial.reason) {
    case 'no_tokens':
      return {
        reason: denial.reason,
        title: m.upgradeNoneTitle,
        body: [m.upgradeNoneBodyFor({ feature, required }, f)],
        ...drawing,
      };
    case 'not_enough_tokens':
      return {
        reason: denial.reason,
        title: m.upgradeBlockedTitle({ feature, required, left }, f),
        body: [m.upgradeBlockedBody],
        ...drawing,
      };
    case 'not_in_plan': {
      const offered = recommendedPlan(denial, catalog)?.plan.name ?? null;
      return {
        reason: denial.reason,
        title: m.upgradeNotInPlanTitle({ feature, plan: account.subscription.planName }),
        body: [m.upgradeNotInPlanBody({ plan: offered })],
        ...none,
      };
    }
    case 'past_due': {
      const due = account.subscription.pastDue;
      const amount = due?.amount ?? account.subscription.price;
      return {
        reason: denial.reason,
        title: m.upgradePastDueTitle({ amount }, f),
        body: [
          m.upgradePastDueBody({ amount, since: due === null ? null : new Date(due.since) }, f),
          m.upgradePastDueThen,
        ],
        tone: 'danger',
        ...none,
      };
    }
    case 'paused':
      return {
        reason: denial.reason,
        title: m.upgradePausedTitle,
        body: [m.upgradePausedBody],
        tone: 'warning',
        ...none,
      };
    case 'member_cap':
      return {
        reason: denial.reason,
        title: m.upgradeMemberCapTitle({ feature }),
        body: [m.upgradeMemberCapBody({ required, left }, f)],
        ...drawing,
      };
  }
}

/** What is for sale, best first; nothing at all when nothing would help. */
function offerOf(input: Known, context: DeriveContext, f: Format): Offer {
  const { denial, catalog, account } = input;
  const m = context.messages;
  const nothing: Offer = { gains: [], figure: '', unit: [], actions: [] };
  if (denial?.reason === 'member_cap' || denial?.reason === 'paused') return nothing;
  if (denial?.reason === 'past_due') {
    const due = account.subscription.pastDue;
    const amount = due?.amount ?? account.subscription.price;
    return {
      ...nothing,
      figure: amount === null ? '' : f.money(amount),
      unit: due === null ? [] : [m.unitDueSince({ since: new Date(due.since) }, f)],
      actions: [
        { action: { do: 'portal', flow: 'payment_method_update' }, label: m.actionUpdateCard, kind: 'primary' },
      ],
    };
  }
  const plan = recommendedPlan(denial, catalog, account);
  const topUp = recommendedTopUp(denial, input.topUps ?? []);
  const first = denial?.remedies.find(({ kind }) => kind !== 'wait')?.kind;
  if (topUp !== null && (first === 'topUp' || plan === null)) {
    return {
      body: [m.upgradeTopUpBody({ until: topUp.usableUntil === null ? null : new Date(topUp.usableUntil) }, f)],
      gains: [],
      figure: f.money(topUp.price),
      unit: [m.unitOnce({ tokens: topUp.tokens }, f)],
      actions: [
        { action: { do: 'topUp', topUp: topUp.id }, label: m.actionBuy({ tokens: topUp.tokens }, f), kind: 'primary' },
        ...(plan === null
          ? []
          : [
              {
                action: { do: 'seePlan', plan: plan.plan.id },
                label: m.actionSeePlan({ plan: plan.plan.name }),
                kind: 'secondary',
              } as const,
            ]),
      ],
    };
  }
  if (plan === null) return nothing;
  const gains = gainsOf(plan.plan, account, catalog, m, f);
  const price = priceOf(plan.plan, plan.interval ?? input.interval);
  if (price === null) {
    if (plan.plan.contact === null) return nothing;
    return {
      gains,
      figure: m.figureCustom,
      unit: [m.unitContract],
      actions: [{ action: { do: 'contact', href: plan.plan.contact }, label: m.actionContact, kind: 'primary' }],
    };
  }
  return {
    gains,
    figure: f.money(price.money),
    unit: [
      price.interval === 'year' ? m.perYearBeforeTax : m.perMonthBeforeTax,
      ...moreThan(price.money, price.interval, account, m, f),
    ],
    actions: [
      {
        action: { do: 'checkout', plan: plan.plan.id, interval: price.interval },
        label: m.actionUpgrade({ plan: plan.plan.name }),
        kind: 'primary',
      },
      ...(topUp === null
        ? []
        : [
            {
              action: { do: 'topUp', topUp: topUp.id },
              label: m.actionBuyFor({ tokens: topUp.tokens, price: topUp.price }, f),
              kind: 'secondary',
            } as const,
          ]),
    ],
  };
}

function priceOf(
  plan: PlanWire,
  wanted: 'month' | 'year' | undefined,
): { readonly money: MoneyWire; readonly interval: 'month' | 'year' } | null {
  const { month, year } = plan.prices;
  if (wanted === 'year' && year !== null) return { money: year, interval: 'year' };
  if (month !== null) return { money: month, interval: 'month' };
  return year === null ? null : { money: year, interval: 'year' };
}

function moreThan(
  price: MoneyWire,
  interval: 'month' | 'year',
  account: AccountWire,
  m: DeriveContext['messages'],
  f: Format,
): readonly string[] {
  const current = account.subscription.price;
  if (
    current === null ||
    account.subscription.interval !== interval ||
    current.currency !== price.currency ||
    current.unitAmount >= price.unitAmount
  )
    return [];
  const amount = { currency: price.currency, unitAmount: price.unitAmount - current.unitAmount };
  return [m.unitMoreThan({ amount, plan: account.subscription.planName }, f)];
}

/** Waiting is free, and the prompt says so. */
function waitNote({ account, catalog, denial }: Known, m: DeriveContext['messages'], f: Format): string | null {
  const resetDate = denial === undefined ? account.balance.resetDate : denial.resetDate;
  const plan = currentPlan(catalog, account);
  const tokens = plan?.tokens ?? account.balance.monthlyTokens;
  if (resetDate === null || tokens <= 0) return null;
  // Waiting for a refill that is smaller than the run would help nobody.
  if (denial !== undefined && denial.required > tokens) return null;
  return m.upgradeWait({ tokens, at: new Date(resetDate) }, f);
}
