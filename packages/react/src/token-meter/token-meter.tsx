'use client';
import type { ReactNode, Ref } from 'react';
import { currentPlan } from '../client/current-plan.js';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { mapLoaded } from '../client/loaded.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import { deriveTokenMeter } from './derive-token-meter.js';
import { type TokenMeterVariant, TokenMeterView } from './token-meter-view.js';

export interface TokenMeterProps {
  readonly variant?: TokenMeterVariant | undefined;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLDivElement> | undefined;
}

/** What is left, what is on hold, when new tokens come. */
export function TokenMeter({ variant, className, ref }: TokenMeterProps): ReactNode {
  const account = useAccount();
  const catalog = useCatalog();
  const context = useDeriveContext();
  const plan = currentPlan(catalog.data, account.data);
  const model = deriveTokenMeter(
    {
      balance: mapLoaded(account, ({ balance }) => balance),
      lowBalance: catalog.data?.lowBalance,
      features: catalog.data?.features,
      refillTokens: plan?.tokens,
    },
    context,
  );
  return <TokenMeterView ref={ref} model={model} variant={variant} className={className} />;
}
