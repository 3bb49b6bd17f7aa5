/** Without a browser: nothing touches window, and what a server renders is what a browser renders first. */
import type { AccountWire } from '@farebox/core/contract';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FareboxProvider, PricingTable, SubscriptionManager, TokenMeter } from '../src/index.js';

const initial: AccountWire = {
  customer: 'c1',
  revision: 4,
  asOf: '2026-12-03T23:30:00.000Z',
  balance: {
    monthlyTokens: 50,
    additionalTokens: 0,
    usedTokens: 13,
    remainingTokens: 37,
    resetDate: '2027-01-03T00:00:00.000Z',
    heldTokens: 0,
    unlimited: false,
    debt: 0,
    revision: 4,
    asOf: '2026-12-03T23:30:00.000Z',
    staleAt: null,
    grants: [],
  },
  subscription: {
    plan: 'starter',
    planName: 'Starter',
    status: 'active',
    interval: 'month',
    price: { currency: 'usd', unitAmount: 1900 },
    currentPeriodStart: '2026-12-03T00:00:00.000Z',
    currentPeriodEnd: '2027-01-03T00:00:00.000Z',
    trialEnd: null,
    cancelAt: null,
    canceledAt: null,
    endedAt: null,
    pastDue: null,
    card: null,
    ended: null,
    next: null,
  },
  flags: [],
  permissions: { canManageBilling: true, canSpend: true, billingContact: null },
  hasPortal: true,
};
const html = (timeZone: string, locale = 'en', account: AccountWire | null = initial): string =>
  renderToString(
    createElement(FareboxProvider, {
      initial: account ?? undefined,
      timeZone,
      locale,
      children: [
        createElement(SubscriptionManager, { key: 1 }),
        createElement(TokenMeter, { key: 2 }),
        createElement(PricingTable, { key: 3 }),
      ],
    }),
  );

describe('server rendering', () => {
  it('renders the snapshot it was given, with no request and no window', () => {
    expect(html('UTC')).toMatch(/Renews on 3 January 2027 for.*\$19\.00/);
  });

  it('U9 writes the same whatever zone and language the machine has', () => {
    const [zone, language] = [process.env['TZ'], process.env['LANG']];
    const plain = html('Europe/Berlin', 'de');
    process.env['TZ'] = 'Asia/Tokyo';
    process.env['LANG'] = 'ja_JP.UTF-8';
    expect(html('Europe/Berlin', 'de')).toBe(plain);
    process.env['TZ'] = zone;
    process.env['LANG'] = language;
  });

  it('shows blanks and no paywall without a snapshot', () => {
    const loading = html('UTC', 'en', null);
    expect(loading).not.toMatch(/Upgrade|Free|\$\d/);
    expect(loading).toContain('data-state="loading"');
  });

  it('sets no inline style: a strict CSP lets it be', () => {
    expect(html('UTC')).not.toMatch(/ style="/);
  });
});
