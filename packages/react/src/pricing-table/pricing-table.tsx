'use client';
import { type ReactNode, useState } from 'react';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useBillingRedirects } from '../hooks/use-billing-redirects.js';
import { RequestError } from '../client/request-error.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import type { RegisteredApp } from '../register.js';
import type { FareboxReact, PlanOf } from '../types.js';
import { derivePricing, type PlanAction } from './derive-pricing.js';
import { PricingTableView } from './pricing-table-view.js';

/** The catalogue's plans, month or year, with the customer's own marked; a press goes to Checkout, or to the portal. */
export const PricingTable: FareboxReact<RegisteredApp>['PricingTable'] = function PricingTable({
  plans,
  interval: first = 'month',
  highlight,
  headingLevel,
  returnTo,
  onSignIn,
  className,
}): ReactNode {
  const catalog = useCatalog();
  const account = useAccount();
  const context = useDeriveContext();
  const billing = useBillingRedirects<string | null>(returnTo);
  const [interval, setInterval] = useState(first);

  const signedOut = account.error instanceof RequestError && account.error.code === 'signed_out';
  const act = (action: PlanAction): void => {
    if (action.do === 'contact') return;
    if (action.do === 'choose') {
      if (signedOut && onSignIn) return onSignIn(action.plan as PlanOf<RegisteredApp>, action.interval);
      billing.checkout(action.plan, { plan: action.plan, interval: action.interval });
    } else {
      billing.portal(
        account.data?.subscription.plan ?? null,
        action.do === 'cancel' ? { flow: 'subscription_cancel' } : {},
      );
    }
  };
  const model = derivePricing({ catalog: catalog, account: account.data, interval, plans, highlight }, context);
  return (
    <PricingTableView
      model={model}
      headingLevel={headingLevel}
      onIntervalChange={setInterval}
      onAction={act}
      pendingPlan={billing.pending}
      failure={billing.failure}
      onRetry={catalog.refetch}
      className={className}
    />
  );
};
