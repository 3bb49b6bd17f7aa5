import { render } from '@testing-library/react';
import type { ReactElement, Ref } from 'react';
import { describe, expect, it } from 'vitest';
import { account, balance, CATALOG, denial, freeAccount, quote } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { deriveConfirm } from '../confirm-dialog/derive-confirm.js';
import { ConfirmDialogView } from '../confirm-dialog/confirm-dialog-view.js';
import { derivePricing } from '../pricing-table/derive-pricing.js';
import { PricingTableView } from '../pricing-table/pricing-table-view.js';
import { deriveSubscription } from '../subscription-manager/derive-subscription.js';
import { SubscriptionManagerView } from '../subscription-manager/subscription-manager-view.js';
import { deriveCost, deriveGuardButton } from '../guard-button/derive-guard-button.js';
import { GuardButtonView, TokenCostView } from '../guard-button/guard-button-view.js';
import { deriveTokenMeter } from '../token-meter/derive-token-meter.js';
import { TokenMeterView } from '../token-meter/token-meter-view.js';
import { deriveUpgradePrompt } from '../upgrade-prompt/derive-upgrade-prompt.js';
import { UpgradePromptView } from '../upgrade-prompt/upgrade-prompt-view.js';

interface Passed {
  readonly className: string;
  readonly ref: Ref<never>;
}
const nothing = (): void => undefined;
const EVIL = '<img src=x onerror=alert(1)>"\'`{{7*7}}';

/** Every view over the same data, with what a host passes to any of them. */
function views(passed: Passed, name = 'Starter'): Record<string, ReactElement> {
  const snapshot = account({ subscription: { planName: name }, permissions: { billingContact: name } });
  const catalog = {
    ...CATALOG,
    plans: CATALOG.plans.map((plan) => ({ ...plan, name: `${name} ${plan.id}` })),
    features: CATALOG.features.map((feature) => ({ ...feature, name: `${name} ${feature.id}` })),
  };
  const short = denial({ remaining: 3 });
  return {
    SubscriptionManagerView: (
      <SubscriptionManagerView
        {...passed}
        model={deriveSubscription({ account: { status: 'ready', data: snapshot }, catalog }, CONTEXT)}
      />
    ),
    UpgradePromptView: (
      <UpgradePromptView
        {...passed}
        model={deriveUpgradePrompt(
          { trigger: 'analysis_blocked', denial: short, account: freeAccount(), catalog },
          CONTEXT,
        )}
      />
    ),
    'UpgradePromptView as a banner': (
      <UpgradePromptView
        {...passed}
        variant="banner"
        model={deriveUpgradePrompt({ trigger: 'low_tokens', account: freeAccount(2), catalog }, CONTEXT)}
      />
    ),
    TokenMeterView: (
      <TokenMeterView
        {...passed}
        model={deriveTokenMeter({ balance: { status: 'ready', data: balance() }, heldFor: name }, CONTEXT)}
      />
    ),
    'TokenMeterView as a ring': (
      <TokenMeterView
        {...passed}
        variant="ring"
        model={deriveTokenMeter({ balance: { status: 'ready', data: balance() } }, CONTEXT)}
      />
    ),
    TokenCostView: <TokenCostView {...passed} model={deriveCost(quote(), CONTEXT)} />,
    GuardButtonView: (
      <GuardButtonView {...passed} model={deriveGuardButton({ label: name, quote: short, phase: 'idle' }, CONTEXT)} />
    ),
    ConfirmDialogView: (
      <ConfirmDialogView
        {...passed}
        open={false}
        onCancel={nothing}
        onConfirm={nothing}
        model={deriveConfirm({ quote: quote(), featureName: name, changeDetail: name, previousCost: 8 }, CONTEXT)}
      />
    ),
    PricingTableView: (
      <PricingTableView
        {...passed}
        model={derivePricing(
          { catalog: { status: 'ready', data: catalog }, account: snapshot, interval: 'month' },
          CONTEXT,
        )}
      />
    ),
  };
}

describe.each(Object.keys(views({ className: '', ref: null })))('%s', (name) => {
  const view = (passed: Partial<Passed> = {}, text?: string): ReactElement => {
    const made = views({ className: 'mine', ref: null, ...passed }, text)[name];
    if (made === undefined) throw new Error(name);
    return made;
  };

  it('carries the class and the ref of the host on its root, beside the name of the part', () => {
    let root: Element | null = null;
    const { container } = render(
      view({
        ref: (element: Element | null) => {
          root = element;
        },
      }),
    );
    expect(root).toBe(container.firstElementChild);
    expect(root).toHaveClass('fb-root', 'mine');
    expect(root).toHaveAttribute('data-farebox');
    expect(root).toHaveAttribute('data-state');
  });

  it('writes no inline style and no inline script, so that a strict content security policy holds', () => {
    const { container } = render(view());
    expect(container.querySelectorAll('[style], style, script')).toHaveLength(0);
  });

  it('U10 shows names as text, whatever they hold', () => {
    const { container } = render(view({}, EVIL));
    expect(container.querySelectorAll('img, [onerror]')).toHaveLength(0);
  });

  it('has no id twice when it stands on a page twice', () => {
    const { container } = render(
      <>
        {view()}
        {view()}
      </>,
    );
    const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
