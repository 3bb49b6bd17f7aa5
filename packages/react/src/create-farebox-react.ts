import { Gate } from './gate/gate.js';
import { useCheckout } from './hooks/use-checkout.js';
import { useQuote } from './hooks/use-quote.js';
import { useTokenGuard } from './hooks/use-token-guard.js';
import { PricingTable } from './pricing-table/pricing-table.js';
import { FareboxProvider } from './provider/farebox-provider.js';
import { GuardButton } from './guard-button/guard-button.js';
import type { AnyApp, FareboxReact } from './types.js';
import { UpgradePrompt } from './upgrade-prompt/upgrade-prompt.js';

/** For a second catalogue in the same TypeScript program: the same members with other types. Costs tree shaking. */
export function createFareboxReact<A extends AnyApp>(): FareboxReact<A> {
  return {
    FareboxProvider,
    useTokenGuard,
    useCheckout,
    useQuote,
    UpgradePrompt,
    PricingTable,
    GuardButton,
    Gate,
  } as unknown as FareboxReact<A>;
}
