'use client';
import { type ReactNode, useState } from 'react';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useBillingRedirects } from '../hooks/use-billing-redirects.js';
import { previewOf } from '../client/preview.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import type { RegisteredApp } from '../register.js';
import type { DenialWire, FareboxReact } from '../types.js';
import { balanceLevel } from '../token-meter/derive-token-meter.js';
import { deriveUpgradePrompt, type UpgradeAction } from './derive-upgrade-prompt.js';
import { UpgradePromptView } from './upgrade-prompt-view.js';

/**
 * Why it stopped, what is missing, and what would mend it. Give it a guard's `denial`; or a `feature`, and it shows itself when
 * that cannot be paid for; or nothing, and it is a notice when the balance is low. Unknown is never a paywall.
 */
export const UpgradePrompt: FareboxReact<RegisteredApp>['UpgradePrompt'] = function UpgradePrompt({
  denial,
  feature,
  variant = 'inline',
  headingLevel,
  returnTo,
  onDismiss,
  className,
  ref,
}): ReactNode {
  const account = useAccount();
  const catalog = useCatalog();
  const context = useDeriveContext();
  const billing = useBillingRedirects<UpgradeAction['do']>(returnTo);
  const [dismissedAt, setDismissedAt] = useState<string | null>(null);

  const preview =
    denial === undefined && feature !== undefined ? previewOf(catalog.data, account.data, feature, undefined) : null;
  const said: DenialWire | undefined =
    (denial as DenialWire | undefined) ?? (preview?.allowed === false ? preview : undefined);
  if (denial === undefined && feature !== undefined && said === undefined) return null;
  if (
    said === undefined &&
    (!account.data ||
      !catalog.data ||
      ['unlimited', 'plenty'].includes(balanceLevel(account.data.balance, catalog.data.lowBalance)))
  )
    return null;
  // Dismissed until the facts change.
  const facts = said
    ? `${said.feature}:${said.reason}:${said.required}:${said.remaining}`
    : `low:${account.data?.balance.remainingTokens ?? ''}`;
  if (dismissedAt === facts) return null;

  const act = (action: UpgradeAction): void => {
    if (action.do === 'checkout') billing.checkout(action.do, { plan: action.plan, interval: action.interval });
    if (action.do === 'portal') billing.portal(action.do, { flow: action.flow });
    if (action.do === 'dismiss') {
      setDismissedAt(facts);
      onDismiss?.();
    }
  };
  const trigger = said === undefined ? 'low_tokens' : said.reason === 'no_tokens' ? 'no_tokens' : 'analysis_blocked';
  const model = deriveUpgradePrompt({ trigger, denial: said, account: account.data, catalog: catalog.data }, context);
  return (
    <UpgradePromptView
      ref={ref}
      model={model}
      variant={variant}
      headingLevel={headingLevel}
      pending={billing.pending}
      failure={billing.failure}
      onAction={act}
      className={className}
    />
  );
};
