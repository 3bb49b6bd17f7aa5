import { describe, expect, it } from 'vitest';
import { account, CATALOG, denial, freeAccount, leftOf, usd } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { deriveUpgradePrompt, type UpgradeInput } from './derive-upgrade-prompt.js';

function prompt(over: Partial<UpgradeInput>) {
  const model = deriveUpgradePrompt(
    { trigger: 'analysis_blocked', account: freeAccount(3), catalog: CATALOG, ...over },
    CONTEXT,
  );
  if (model.status === 'loading') throw new Error('a prompt was expected, not loading');
  return model;
}

describe('deriveUpgradePrompt', () => {
  it('names what is required, what is left and what is missing, and sells the plan that mends it', () => {
    const model = prompt({ denial: denial({ remaining: 3 }) });
    expect(model).toMatchObject({
      title: 'Suite analyzer needs 10 tokens, you have 3',
      body: ['The run has not started and nothing was charged.'],
      strip: { left: 3, limit: 10, missing: 7 },
      figure: '$19.00',
      gains: ['50 tokens every month instead of 5'],
    });
    expect(model.legend.map(({ text }) => text)).toEqual(['3 left', '7 missing']);
    expect(model.actions).toMatchObject([
      { action: { do: 'checkout', plan: 'starter', interval: 'month' }, label: 'Upgrade to Starter', kind: 'primary' },
      { action: { do: 'dismiss' } },
    ]);
    // Five new tokens would not pay for a run of ten.
    expect(model.note).toBeNull();
  });

  it('is loading, never a paywall, while account or catalogue are unknown', () => {
    expect(
      deriveUpgradePrompt({ trigger: 'no_tokens', account: undefined, catalog: CATALOG, denial: denial() }, CONTEXT)
        .status,
    ).toBe('loading');
    expect(
      deriveUpgradePrompt({ trigger: 'no_tokens', account: freeAccount(), catalog: undefined }, CONTEXT).status,
    ).toBe('loading');
  });

  it('says that waiting is free where waiting helps', () => {
    const starter = account({ balance: leftOf(6, 50) });
    expect(
      prompt({ account: starter, denial: denial({ remaining: 6, resetDate: '2027-01-03T11:00:00Z', remedies: [] }) }),
    ).toMatchObject({ note: 'Or wait: 50 new tokens on 3 January', figure: '' });
  });

  it('says how much more the plan costs than the current one', () => {
    const starter = account({ balance: leftOf(6, 50) });
    const model = prompt({
      account: starter,
      denial: denial({ remaining: 6, remedies: [{ kind: 'plan', plan: 'professional', interval: 'month' }] }),
    });
    expect(model.unit).toEqual(['per month, before tax', '$30.00 more than Starter']);
    expect(model.gains).toEqual(['100 more tokens every month, 150 in all', 'Priority support']);
  });

  it('puts the top-up first when the server does', () => {
    const model = prompt({
      account: account({ balance: leftOf(6, 50) }),
      denial: denial({
        remaining: 6,
        remedies: [
          { kind: 'topUp', topUp: 'pack_25' },
          { kind: 'plan', plan: 'professional', interval: 'month' },
        ],
      }),
      topUps: [{ id: 'pack_25', tokens: 25, price: usd(1200), usableUntil: '2027-12-17T13:20:00Z' }],
    });
    expect(model).toMatchObject({ figure: '$12.00', unit: ['once, for 25 tokens'] });
    expect(model.actions.map(({ label }) => label)).toEqual(['Buy 25 tokens', 'See Professional', 'Not now']);
  });

  it('asks a late payer to pay, and sells nothing', () => {
    const late = account({
      subscription: {
        status: 'past_due',
        pastDue: {
          since: '2026-12-05T11:00:00Z',
          amount: usd(1900),
          nextAttempt: null,
          graceUntil: '2026-12-14T11:00:00Z',
        },
      },
    });
    const model = prompt({
      account: late,
      denial: denial({ reason: 'past_due', remedies: [{ kind: 'plan', plan: 'professional', interval: 'month' }] }),
    });
    expect(model.title).toBe('Runs are paused until $19.00 is paid');
    expect(model.actions.map(({ action }) => action.do)).toEqual(['portal', 'dismiss']);
  });

  it('offers no purchase to who may not bill, and always a way to say not now', () => {
    const member = {
      ...freeAccount(),
      permissions: { canManageBilling: false, canSpend: true, billingContact: 'Ana Ruiz (owner)' },
    };
    const model = prompt({ account: member, denial: denial({ remaining: 3 }) });
    expect(model).toMatchObject({ foot: 'Ana Ruiz (owner) manages billing. You can use tokens.', figure: '$19.00' });
    expect(model.actions.map(({ label }) => label)).toEqual(['Not now']);
  });

  it('recommends the cheapest plan with more tokens for a notice about the balance', () => {
    const model = prompt({ trigger: 'low_tokens', account: freeAccount(2) });
    expect(model).toMatchObject({
      reason: 'low_tokens',
      title: '2 tokens left until 1 January',
      body: ['The smallest run costs 5.'],
      tone: 'warning',
      note: 'Or wait: 5 new tokens on 1 January',
    });
    expect(model.actions[0]).toMatchObject({ action: { do: 'checkout', plan: 'starter' } });
  });
});
