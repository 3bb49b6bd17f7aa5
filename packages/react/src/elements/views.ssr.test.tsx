import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { account, balance, CATALOG, denial, freeAccount, quote } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { deriveConfirm } from '../confirm-dialog/derive-confirm.js';
import { ConfirmDialogView } from '../confirm-dialog/confirm-dialog-view.js';
import { derivePricing } from '../pricing-table/derive-pricing.js';
import { PricingTableView } from '../pricing-table/pricing-table-view.js';
import { deriveSubscription } from '../subscription-manager/derive-subscription.js';
import { SubscriptionManagerView } from '../subscription-manager/subscription-manager-view.js';
import { deriveTokenMeter } from '../token-meter/derive-token-meter.js';
import { TokenMeterView } from '../token-meter/token-meter-view.js';
import { deriveUpgradePrompt } from '../upgrade-prompt/derive-upgrade-prompt.js';
import { UpgradePromptView } from '../upgrade-prompt/upgrade-prompt-view.js';

const nothing = (): void => undefined;
const page = () => (
  <>
    <SubscriptionManagerView
      model={deriveSubscription({ account: { status: 'ready', data: account() }, catalog: CATALOG }, CONTEXT)}
    />
    <TokenMeterView
      model={deriveTokenMeter(
        { balance: { status: 'ready', data: balance({ remainingTokens: 27, heldTokens: 10 }) } },
        CONTEXT,
      )}
    />
    <UpgradePromptView
      model={deriveUpgradePrompt(
        { trigger: 'analysis_blocked', denial: denial({ remaining: 3 }), account: freeAccount(), catalog: CATALOG },
        CONTEXT,
      )}
    />
    <PricingTableView
      model={derivePricing(
        { catalog: { status: 'ready', data: CATALOG }, account: account(), interval: 'month' },
        CONTEXT,
      )}
    />
    <ConfirmDialogView
      open
      onCancel={nothing}
      onConfirm={nothing}
      model={deriveConfirm({ quote: quote(), featureName: 'Suite analyzer' }, CONTEXT)}
    />
  </>
);

describe('the views on a server', () => {
  it('render whole without a document', () => {
    const html = renderToString(page());
    for (const text of [
      'Renews on 3 January 2027 for $19.00.',
      '10 on hold',
      'Suite analyzer needs 10 tokens, you have 3',
      'Professional',
      'Run for 10 tokens',
    ])
      expect(html).toContain(text);
    expect(html).not.toContain('style=');
  });

  it('U9 render the same bytes in every zone of the machine', () => {
    const before = process.env['TZ'];
    const rendered = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles'].map((zone) => {
      process.env['TZ'] = zone;
      return renderToString(page());
    });
    process.env['TZ'] = before;
    expect(new Set(rendered).size).toBe(1);
  });

  it('do not open a dialog before the browser does', () => {
    expect(renderToString(page())).not.toMatch(/<dialog[^>]* open/);
  });
});
