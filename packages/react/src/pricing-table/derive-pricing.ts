import type { AccountWire, CatalogWire, FeatureWire, PlanWire } from '@farebox/core/contract';
import { currentPlan } from '../client/current-plan.js';
import type { LoadState } from '../client/loaded.js';
import { carnetScale } from '../fare-strip/carnet.js';
import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';
import type { Messages } from '../messages/messages.js';

export interface PricingInput {
  readonly catalog: LoadState<CatalogWire>;
  /** Undefined = signed out or not known yet: no plan is marked, every button chooses. */
  readonly account?: AccountWire | undefined;
  readonly interval: 'month' | 'year';
  /** Which plans, in this order; default all of them in the catalogue's order. */
  readonly plans?: readonly string[] | undefined;
  /** Gets the primary button in place of the next plan up. */
  readonly highlight?: string | undefined;
}

export type PlanAction =
  | { readonly do: 'choose'; readonly plan: string; readonly interval: 'month' | 'year' }
  | { readonly do: 'manage' }
  | { readonly do: 'cancel' }
  | { readonly do: 'contact'; readonly href: string };

export interface PlanColumn {
  readonly id: string;
  readonly name: string;
  readonly isCurrent: boolean;
  readonly figure: string;
  readonly per: string;
  /** Null = unlimited. */
  readonly tokens: number | null;
  readonly tokensText: string;
  readonly tokensUnit: string;
  readonly enough: string;
  readonly items: readonly string[];
  readonly button: {
    readonly action: PlanAction | null;
    readonly label: string;
    readonly primary: boolean;
    readonly reason: string | null;
  } | null;
}

export type PricingTableModel =
  | { readonly status: 'loading'; readonly label: string }
  | { readonly status: 'error'; readonly label: string; readonly text: string; readonly retryLabel: string }
  | { readonly status: 'empty'; readonly label: string; readonly text: string }
  | {
      readonly status: 'ready';
      readonly label: string;
      readonly interval: 'month' | 'year';
      readonly intervalLabel: string;
      /** One or two; with one there is no switch. */
      readonly intervals: readonly { readonly value: 'month' | 'year'; readonly label: string }[];
      readonly note: string;
      readonly currentLabel: string;
      readonly tokensPerStub: number;
      readonly plans: readonly PlanColumn[];
    };

export function derivePricing(input: PricingInput, context: DeriveContext): PricingTableModel {
  const m = context.messages;
  if (input.catalog.status === 'loading') return { status: 'loading', label: m.pricingLoading };
  const catalog = input.catalog.status === 'ready' ? input.catalog.data : input.catalog.data;
  if (catalog === undefined)
    return { status: 'error', label: m.pricingLabel, text: m.pricingError, retryLabel: m.tryAgain };
  const wanted = input.plans;
  const plans =
    wanted === undefined ? catalog.plans : wanted.flatMap((id) => catalog.plans.filter((plan) => plan.id === id));
  if (plans.length === 0) return { status: 'empty', label: m.pricingLabel, text: m.pricingEmpty };
  const f = createFormat(context);
  const interval = catalog.intervals.includes(input.interval) ? input.interval : (catalog.intervals[0] ?? 'month');
  const tokensPerStub = carnetScale(plans.map(({ tokens }) => tokens));
  const highlight = input.highlight ?? nextPlanUp(plans, catalog, input.account)?.id;
  return {
    status: 'ready',
    label: m.pricingLabel,
    interval,
    intervalLabel: m.intervalLabel,
    intervals: catalog.intervals.map((value) => ({
      value,
      label: value === 'month' ? m.intervalMonth : m.intervalYear,
    })),
    note: noteOf(plans, catalog, interval, tokensPerStub, m, f),
    currentLabel: m.planYours,
    tokensPerStub,
    plans: plans.map((plan) => column(plan, { ...input, catalog, interval, highlight }, m, f)),
  };
}

type Known = Omit<PricingInput, 'catalog'> & { readonly catalog: CatalogWire; readonly highlight: string | undefined };

function column(plan: PlanWire, input: Known, m: Messages, f: Format): PlanColumn {
  const subscription = input.account?.subscription;
  const isCurrent = subscription?.plan === plan.id && subscription.status !== 'incomplete';
  const price = priceOf(plan, input.interval);
  const saving = price?.interval === 'year' ? yearlySaving(plan) : null;
  return {
    id: plan.id,
    name: plan.name,
    isCurrent,
    figure:
      price !== null ? f.money(price.money) : plan.contact !== null ? m.figureCustom : freeFigure(input.catalog, m, f),
    per:
      price === null
        ? plan.contact !== null
          ? m.planContact
          : m.planFree
        : saving !== null
          ? m.planSaves(saving, f)
          : `${price.interval === 'year' ? m.perYear : m.perMonth}${price.interval === input.interval ? '' : `, ${price.interval === 'year' ? m.planOnlyYearly : m.planOnlyMonthly}`}`,
    tokens: plan.tokens,
    tokensText: plan.tokens === null ? m.planUnlimited : m.planTokens({ tokens: plan.tokens }, f),
    tokensUnit: plan.tokens === null ? '' : plan.refillEvery ? m.tokensEvery(plan.refillEvery, f) : m.planTokensUnit,
    enough: plan.tokens === null ? m.planUnlimitedSays : enoughFor(plan.tokens, input.catalog.features, m, f),
    items: itemsOf(plan, input.catalog.features, m, f),
    button: buttonOf(plan, isCurrent, input, m),
  };
}

function buttonOf(plan: PlanWire, isCurrent: boolean, input: Known, m: Messages): PlanColumn['button'] {
  const account = input.account;
  const price = priceOf(plan, input.interval);
  const isPaid = account !== undefined && account.subscription.price !== null;
  const plain = { primary: false, reason: null };
  if (plan.contact !== null && price === null)
    return isCurrent ? null : { ...plain, action: { do: 'contact', href: plan.contact }, label: m.actionContact };
  const mayNot =
    account !== undefined && !account.permissions.canManageBilling
      ? m.planNoPermission({ contact: account.permissions.billingContact })
      : null;
  if (isCurrent) {
    if (mayNot !== null) return null;
    return isPaid ? { ...plain, action: { do: 'manage' }, label: m.planManage } : null;
  }
  const label = isPaid ? m.planSwitch({ plan: plan.name }) : m.planChoose({ plan: plan.name });
  if (price === null) {
    // The plan of those who have bought nothing: a paying customer gets there by cancelling, nobody else needs a button.
    if (!isPaid) return null;
    const already = account.subscription.cancelAt !== null;
    if (already) return null;
    return mayNot !== null
      ? { ...plain, action: null, label, reason: mayNot }
      : { ...plain, action: { do: 'cancel' }, label };
  }
  if (mayNot !== null) return { ...plain, action: null, label, reason: mayNot };
  // A change between paid plans is not offered yet; after the current one ends it is an ordinary purchase.
  if (isPaid) return { ...plain, action: null, label, reason: m.planLater({ current: account.subscription.planName }) };
  return {
    action: { do: 'choose', plan: plan.id, interval: price.interval },
    label,
    primary: plan.id === input.highlight,
    reason: null,
  };
}

function priceOf(plan: PlanWire, interval: 'month' | 'year') {
  const { month, year } = plan.prices;
  const first = interval === 'year' ? year : month;
  if (first !== null) return { money: first, interval };
  const other = interval === 'year' ? month : year;
  return other === null
    ? null
    : { money: other, interval: interval === 'year' ? ('month' as const) : ('year' as const) };
}

function nextPlanUp(
  plans: readonly PlanWire[],
  catalog: CatalogWire,
  account: AccountWire | undefined,
): PlanWire | undefined {
  const current = account === undefined ? 0 : (currentPlan(catalog, account)?.tokens ?? Number.POSITIVE_INFINITY);
  return plans.find(
    (plan) => (plan.prices.month ?? plan.prices.year) !== null && (plan.tokens ?? Number.POSITIVE_INFINITY) > current,
  );
}

function yearlySaving({ prices: { month, year } }: PlanWire) {
  if (month === null || year === null || month.currency !== year.currency) return null;
  const saved = month.unitAmount * 12 - year.unitAmount;
  return saved <= 0
    ? null
    : { amount: { currency: year.currency, unitAmount: saved }, share: saved / (month.unitAmount * 12) };
}

function noteOf(
  plans: readonly PlanWire[],
  catalog: CatalogWire,
  interval: 'month' | 'year',
  tokensPerStub: number,
  m: Messages,
  f: Format,
): string {
  const shares = plans.flatMap((plan) => yearlySaving(plan)?.share ?? []);
  const money = plans.flatMap(({ prices }) => prices.month ?? prices.year ?? [])[0];
  return [
    interval === 'year'
      ? m.noteYearly
      : catalog.intervals.includes('year')
        ? m.noteMonthly({ saving: shares.length === 0 ? null : Math.max(...shares) }, f)
        : '',
    money === undefined ? '' : m.notePrices({ currency: f.currencyName(money.currency) }),
    `${m.meterScale({ tokens: tokensPerStub }, f)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function freeFigure(catalog: CatalogWire, m: Messages, f: Format): string {
  const money = catalog.plans.flatMap(({ prices }) => prices.month ?? prices.year ?? [])[0];
  return money === undefined ? m.costFree : f.money({ currency: money.currency, unitAmount: 0 });
}

/** "10 × PDP analyzer or 5 × Suite analyzer": the cheapest feature and the catalogue's first, at their usual cost. */
function enoughFor(tokens: number, features: readonly FeatureWire[], m: Messages, f: Format): string {
  const priced = features.flatMap(({ name, cost, charge }) =>
    cost === null || charge === 'flag' || cost === 0 || cost > tokens ? [] : [{ name, cost }],
  );
  const first = priced[0];
  const cheapest = [...priced].sort((one, other) => one.cost - other.cost)[0];
  if (first === undefined || cheapest === undefined) return '';
  const named = first.name === cheapest.name ? [cheapest] : [cheapest, first];
  return m.planEnough(
    { runs: named.map(({ name, cost }) => ({ feature: name, count: Math.floor(tokens / cost) })) },
    f,
  );
}

const FEW = 2;

function itemsOf(plan: PlanWire, features: readonly FeatureWire[], m: Messages, f: Format): readonly string[] {
  const open = features.filter(({ charge, gated }) => charge !== 'flag' && !gated);
  const included = features.filter(
    ({ id, charge, gated }) => plan.includes.includes(id) && (charge === 'flag' || gated),
  );
  const common = open.length <= FEW ? open.map(({ name }) => name) : [m.planAllFeatures({ count: open.length }, f)];
  return [...common, ...included.map(({ name }) => name)];
}
