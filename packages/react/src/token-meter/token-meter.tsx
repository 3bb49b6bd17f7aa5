'use client';
import type { ReactNode, Ref } from 'react';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { mapLoaded } from '../client/loaded.js';
import { toResource } from '../provider/to-resource.js';
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
  const plan = catalog.data?.plans.find(({ id }) => id === account.data?.subscription.plan);
  const model = deriveTokenMeter(
    {
      balance: toResource(mapLoaded(account, ({ balance }) => balance)),
      lowBalance: catalog.data?.lowBalance,
      features: catalog.data?.features,
      refillTokens: plan?.tokens,
    },
    context,
  );
  return <TokenMeterView ref={ref} model={model} variant={variant} className={className} />;
}
