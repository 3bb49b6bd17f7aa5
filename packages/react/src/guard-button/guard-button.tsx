'use client';
import type { ReactNode } from 'react';
import { currentPlan, featureName } from '../client/current-plan.js';
import { previewOf } from '../client/preview.js';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import type { RegisteredApp } from '../register.js';
import type { FareboxReact } from '../types.js';
import { deriveGuardButton } from './derive-guard-button.js';
import { GuardButtonView } from './guard-button-view.js';

/** A button that says what its click costs; when the run would be denied it says why, and the click explains. */
export const GuardButton: FareboxReact<RegisteredApp>['GuardButton'] = function GuardButton({
  feature,
  usage,
  guard,
  onPress,
  kind,
  children,
  className,
  'aria-label': name,
}): ReactNode {
  const account = useAccount();
  const catalog = useCatalog();
  const context = useDeriveContext();
  const preview = previewOf(catalog.data, account.data, feature, usage);
  const status = guard.state.status;
  const model = deriveGuardButton(
    {
      label: typeof children === 'string' ? children : featureName(catalog.data, feature),
      quote:
        preview.allowed === undefined
          ? undefined
          : preview.allowed
            ? {
                allowed: true,
                feature,
                cost: preview.cost,
                maximum: preview.cost,
                remaining: account.data?.balance.remainingTokens ?? null,
                remainingAfter: preview.after,
                needsConfirmation: preview.needsConfirmation,
              }
            : preview,
      phase: status === 'quoting' || status === 'confirming' || status === 'running' ? status : 'idle',
      canSpend: account.data?.permissions.canSpend,
      plan: currentPlan(catalog.data, account.data),
    },
    context,
  );
  return (
    <GuardButtonView model={model} onClick={onPress} kind={kind} className={className} aria-label={name}>
      {children}
    </GuardButtonView>
  );
};
