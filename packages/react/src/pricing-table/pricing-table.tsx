'use client';
import { type ReactNode, useState } from 'react';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useRedirect } from '../hooks/use-redirect.js';
import { useFarebox } from '../provider/context.js';
import { toResource } from '../provider/to-resource.js';
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
  const { messages } = useFarebox();
  const catalog = useCatalog();
  const account = useAccount();
  const context = useDeriveContext();
  const checkout = useRedirect('checkout');
  const portal = useRedirect('portal');
  const [interval, setInterval] = useState(first);
  const [pressed, setPressed] = useState<string | null>(null);

  const signedOut = account.status === 'error' && (account.error as { status?: number }).status === 401;
  const back = returnTo === undefined ? {} : { returnTo };
  const act = (action: PlanAction): void => {
    if (action.do === 'contact') return;
    if (action.do === 'choose') {
      setPressed(action.plan);
      if (signedOut && onSignIn) return onSignIn(action.plan as PlanOf<RegisteredApp>, action.interval);
      void checkout.go({ plan: action.plan, interval: action.interval, ...back });
    } else {
      setPressed(account.data?.subscription.plan ?? null);
      void portal.go({ ...(action.do === 'cancel' ? { flow: 'subscription_cancel' } : {}), ...back });
    }
  };
  const model = derivePricing(
    { catalog: toResource(catalog), account: account.data, interval, plans, highlight },
    context,
  );
  return (
    <PricingTableView
      model={model}
      headingLevel={headingLevel}
      onIntervalChange={setInterval}
      onAction={act}
      pendingPlan={checkout.status === 'opening' || portal.status === 'opening' ? pressed : null}
      failure={
        checkout.status === 'failed'
          ? messages.checkoutFailed
          : portal.status === 'failed'
            ? messages.portalFailed
            : null
      }
      onRetry={catalog.refetch}
      className={className}
    />
  );
};
