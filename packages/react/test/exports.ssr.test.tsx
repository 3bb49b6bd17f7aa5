import { expect, it } from 'vitest';
import * as react from '../src/index.js';

it('the public list is what it was', () => {
  expect(Object.keys(react).sort()).toEqual([
    'ConfirmDialogView',
    'FareboxProvider',
    'Gate',
    'GuardButton',
    'PricingTable',
    'RunStatus',
    'SubscriptionManager',
    'TokenMeter',
    'UpgradePrompt',
    'createFareboxReact',
    'deriveConfirm',
    'english',
    'useAccount',
    'useBalance',
    'useCatalog',
    'useCheckout',
    'useHistory',
    'usePlans',
    'usePortal',
    'useQuote',
    'useRefresh',
    'useSubscription',
    'useTokenGuard',
    'withMessages',
  ]);
});
