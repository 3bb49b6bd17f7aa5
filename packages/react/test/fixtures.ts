import type {
  AccountWire,
  DetailedBalanceWire,
  CatalogWire,
  DenialWire,
  FeatureWire,
  PlanWire,
  QuoteWire,
} from '@farebox/core/contract';

/** Every fixture lives at one instant: Thursday, 17 December 2026, 14:20 in Madrid. */
export const NOW = new Date('2026-12-17T13:20:00Z');
export const RENEWAL = '2027-01-03T11:00:00Z';

const LEVELS = { low: 0.7, medium: 1, high: 1.5 };
const feature = (id: string, name: string, cost: number): FeatureWire => ({
  id,
  name,
  description: null,
  charge: 'levels',
  cost,
  levels: Object.fromEntries(
    Object.entries(LEVELS).map(([level, factor]) => [level, Math.ceil((cost * factor * 10) / 10)]),
  ),
  gated: false,
  isRun: true,
});

export const FEATURES: readonly FeatureWire[] = [
  feature('suite_analyzer', 'Suite analyzer', 10),
  feature('spec_generator', 'Spec generator', 15),
  feature('demand_planner', 'Demand planner', 8),
  feature('pdp_analyzer', 'PDP analyzer', 5),
  {
    id: 'priority_support',
    name: 'Priority support',
    description: null,
    charge: 'flag',
    cost: null,
    levels: {},
    gated: true,
    isRun: false,
  },
];

export function plan(over: Partial<PlanWire> & Pick<PlanWire, 'id' | 'name' | 'tokens'>): PlanWire {
  return {
    description: null,
    prices: { month: null, year: null },
    includes: [],
    contact: null,
    isDefault: false,
    ...over,
  };
}

export const usd = (unitAmount: number) => ({ currency: 'usd', unitAmount });

export const PLANS = {
  free: plan({ id: 'free', name: 'Free', tokens: 5, isDefault: true }),
  starter: plan({ id: 'starter', name: 'Starter', tokens: 50, prices: { month: usd(1900), year: usd(19000) } }),
  professional: plan({
    id: 'professional',
    name: 'Professional',
    tokens: 150,
    prices: { month: usd(4900), year: usd(49000) },
    includes: ['priority_support'],
  }),
  enterprise: plan({
    id: 'enterprise',
    name: 'Enterprise',
    tokens: null,
    contact: 'mailto:sales@example.com',
    includes: ['priority_support'],
  }),
};

export const CATALOG: CatalogWire = {
  plans: Object.values(PLANS),
  features: [...FEATURES],
  intervals: ['month', 'year'],
  confirmAbove: 10,
  lowBalance: [5, 2],
};

export function balance(over: Partial<DetailedBalanceWire> = {}): DetailedBalanceWire {
  return {
    monthlyTokens: 50,
    additionalTokens: 0,
    usedTokens: 13,
    remainingTokens: 37,
    resetDate: RENEWAL,
    heldTokens: 0,
    unlimited: false,
    debt: 0,
    revision: 12,
    asOf: '2026-12-17T09:42:00Z',
    staleAt: RENEWAL,
    grants: [],
    ...over,
  };
}

/** So much left of so much, without holds. */
export function leftOf(
  remainingTokens: number,
  monthlyTokens: number,
  over: Partial<DetailedBalanceWire> = {},
): DetailedBalanceWire {
  return balance({ remainingTokens, monthlyTokens, usedTokens: monthlyTokens - remainingTokens, ...over });
}

export const UNLIMITED: DetailedBalanceWire = balance({
  monthlyTokens: 0,
  usedTokens: 214,
  remainingTokens: null,
  unlimited: true,
  resetDate: null,
});

type Subscription = AccountWire['subscription'];

export function account(
  over: {
    subscription?: Partial<Subscription>;
    balance?: DetailedBalanceWire;
    permissions?: Partial<AccountWire['permissions']>;
    hasPortal?: boolean;
  } = {},
): AccountWire {
  return {
    customer: 'c_1',
    revision: 12,
    asOf: '2026-12-17T09:42:00Z',
    balance: over.balance ?? balance(),
    subscription: {
      plan: 'starter',
      planName: 'Starter',
      status: 'active',
      interval: 'month',
      price: usd(1900),
      currentPeriodStart: '2026-12-03T11:00:00Z',
      currentPeriodEnd: RENEWAL,
      trialEnd: null,
      cancelAt: null,
      canceledAt: null,
      endedAt: null,
      pastDue: null,
      card: { brand: 'visa', last4: '4242', expMonth: 9, expYear: 2029 },
      ended: null,
      next: null,
      ...over.subscription,
    },
    flags: [],
    permissions: { canManageBilling: true, canSpend: true, billingContact: null, ...over.permissions },
    hasPortal: over.hasPortal ?? true,
  };
}

/** On the free plan, never bought anything. */
export function freeAccount(left = 3): AccountWire {
  return account({
    subscription: {
      plan: 'free',
      planName: 'Free',
      status: 'none',
      interval: null,
      price: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
      card: null,
    },
    balance: leftOf(left, 5, { resetDate: '2027-01-01T11:00:00Z' }),
    hasPortal: false,
  });
}

export function quote(over: Partial<QuoteWire> = {}): QuoteWire {
  const cost = over.cost ?? 10;
  const remaining = over.remaining === undefined ? 37 : over.remaining;
  const maximum = over.maximum ?? cost;
  return {
    allowed: true,
    feature: 'suite_analyzer',
    cost,
    maximum,
    remaining,
    remainingAfter: remaining === null ? null : remaining - maximum,
    needsConfirmation: true,
    ...over,
  };
}

export function denial(over: Partial<DenialWire> = {}): DenialWire {
  const required = over.required ?? 10;
  const remaining = over.remaining ?? 0;
  return {
    allowed: false,
    reason: remaining === 0 ? 'no_tokens' : 'not_enough_tokens',
    feature: 'suite_analyzer',
    required,
    remaining,
    shortfall: Math.max(0, required - remaining),
    resetDate: '2027-01-01T11:00:00Z',
    remedies: [{ kind: 'plan', plan: 'starter', interval: 'month' }],
    ...over,
  };
}
