import { describe, expect, it } from 'vitest';
import { account, CATALOG, freeAccount } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { derivePricing, type PricingInput } from './derive-pricing.js';

function table(over: Partial<PricingInput> = {}) {
  const model = derivePricing(
    { catalog: { status: 'ready', data: CATALOG }, interval: 'month', account: freeAccount(), ...over },
    CONTEXT,
  );
  if (model.status !== 'ready') throw new Error(`a table was expected, not ${model.status}`);
  return model;
}
const columns = (over?: Partial<PricingInput>) => Object.fromEntries(table(over).plans.map((plan) => [plan.id, plan]));

describe('derivePricing', () => {
  it('marks the own plan and makes the next plan up the one primary', () => {
    const { free, starter, professional, enterprise } = columns();
    expect(free).toMatchObject({ isCurrent: true, figure: '$0', per: 'no card needed', button: null });
    expect(starter?.button).toMatchObject({
      label: 'Choose Starter',
      primary: true,
      action: { do: 'choose', plan: 'starter', interval: 'month' },
    });
    expect(professional?.button).toMatchObject({ primary: false });
    expect(enterprise?.button?.action).toEqual({ do: 'contact', href: 'mailto:sales@example.com' });
  });

  it('says what a year saves in money and in per cent', () => {
    expect(columns({ interval: 'year' })['starter']).toMatchObject({
      figure: '$190.00',
      per: 'per year, saves $38.00 (17%)',
    });
    expect(table({ interval: 'year' }).note).toBe(
      'You pay once a year; tokens still arrive every month. Prices in US dollars, before tax. 1 stub = 5 tokens.',
    );
  });

  it('says how often tokens come where it is not every month', () => {
    const plans = CATALOG.plans.map((plan) =>
      plan.id === 'starter'
        ? { ...plan, refillEvery: { unit: 'month' as const, count: 3 } }
        : plan.id === 'professional'
          ? { ...plan, refillEvery: { unit: 'week' as const, count: 1 } }
          : plan,
    );
    const { free, starter, professional } = columns({ catalog: { status: 'ready', data: { ...CATALOG, plans } } });
    expect([free, starter, professional].map((plan) => plan?.tokensUnit)).toEqual([
      'a month',
      'every 3 months',
      'every week',
    ]);
  });

  it('says what an allowance is enough for, at the usual cost', () => {
    expect(columns()['professional']?.enough.replaceAll('\u00a0', ' ')).toBe(
      '30 × PDP analyzer or 15 × Suite analyzer',
    );
    expect(columns()['professional']?.items).toEqual(['All 4 token features', 'Priority support']);
  });

  it('explains a button that cannot work instead of hiding why', () => {
    const paid = columns({ account: account() });
    expect(paid['professional']?.button).toMatchObject({ action: null, reason: 'Available once Starter ends' });
    expect(paid['free']?.button?.action).toEqual({ do: 'cancel' });
    expect(paid['starter']?.button?.action).toEqual({ do: 'manage' });
    const member = columns({
      account: { ...freeAccount(), permissions: { canManageBilling: false, canSpend: true, billingContact: 'Ana' } },
    });
    expect(member['starter']?.button).toMatchObject({ action: null, reason: 'Ana manages billing' });
  });

  it('shows the plans asked for, in the order asked for', () => {
    expect(table({ plans: ['professional', 'free', 'nowhere'] }).plans.map(({ id }) => id)).toEqual([
      'professional',
      'free',
    ]);
    expect(
      derivePricing({ catalog: { status: 'ready', data: CATALOG }, interval: 'month', plans: [] }, CONTEXT).status,
    ).toBe('empty');
  });

  it('marks nothing for who is signed out', () => {
    const out = table({ account: undefined });
    expect(out.plans.some(({ isCurrent }) => isCurrent)).toBe(false);
    expect(out.plans.find(({ id }) => id === 'starter')?.button).toMatchObject({ primary: true });
  });
});
