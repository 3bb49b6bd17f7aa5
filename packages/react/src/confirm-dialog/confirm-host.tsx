'use client';
import { type ReactNode, useSyncExternalStore } from 'react';
import { currentPlan, featureName } from '../client/current-plan.js';
import { deriveConfirm } from './derive-confirm.js';
import { ConfirmDialogView } from './confirm-dialog-view.js';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useFarebox } from '../provider/context.js';
import { useDeriveContext } from '../provider/use-derive-context.js';

/** The built-in question: one at a time, whichever guard asks. */
export function ConfirmHost(): ReactNode {
  const { client } = useFarebox();
  const { current } = client.confirmations;
  const asked = useSyncExternalStore(current.subscribe, current.get, current.get);
  const catalog = useCatalog();
  const account = useAccount();
  const context = useDeriveContext();
  if (!asked) return null;
  const plan = currentPlan(catalog.data, account.data);
  const model = deriveConfirm(
    {
      quote: asked.quote,
      featureName: featureName(catalog.data, asked.quote.feature),
      balance: account.data?.balance,
      refillTokens: plan?.tokens,
      previousCost: asked.changedFrom ?? undefined,
    },
    context,
  );
  return <ConfirmDialogView model={model} open onConfirm={asked.confirm} onCancel={asked.decline} />;
}
