'use client';
import { type ReactNode, type Ref, useSyncExternalStore } from 'react';
import type { HeadingLevel } from '../elements/heading.js';
import type { ClassNames } from '../elements/parts.js';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useBillingRedirects } from '../hooks/use-billing-redirects.js';
import { useFarebox } from '../provider/context.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import { deriveSubscription } from './derive-subscription.js';
import type { SubscriptionAction } from './describe/says.js';
import { type SubscriptionManagerPart, SubscriptionManagerView } from './subscription-manager-view.js';

export interface SubscriptionManagerProps {
  readonly headingLevel?: HeadingLevel | undefined;
  /** "See plans" was pressed. Without it the button goes to `plansHref`. */
  readonly onSeePlans?: (() => void) | undefined;
  /** Where your plans are shown, e.g. "/plans". */
  readonly plansHref?: string | undefined;
  /** A path of this app that Stripe's portal comes back to. Default: this page. */
  readonly returnTo?: string | undefined;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<SubscriptionManagerPart> | undefined;
  readonly ref?: Ref<HTMLDivElement> | undefined;
}

/** What the customer has, until when, what is left of it, and the one thing to do about it. */
export function SubscriptionManager({
  headingLevel,
  onSeePlans,
  plansHref,
  returnTo,
  className,
  classNames,
  ref,
}: SubscriptionManagerProps): ReactNode {
  const { client, messages } = useFarebox();
  const account = useAccount();
  const catalog = useCatalog();
  const context = useDeriveContext();
  const billing = useBillingRedirects<SubscriptionAction>(returnTo);
  const returning = useSyncExternalStore(client.returning.subscribe, client.returning.get, client.returning.get);

  const act = (action: SubscriptionAction): void => {
    if (action === 'retry') return account.refetch();
    if (action === 'seePlans' || action === 'buyTokens') {
      if (onSeePlans) onSeePlans();
      else if (plansHref !== undefined) location.assign(plansHref);
      return;
    }
    if (action === 'contact') return;
    billing.portal(action, action === 'updateCard' || action === 'addCard' ? { flow: 'payment_method_update' } : {});
  };
  const model = deriveSubscription(
    {
      account: account,
      catalog: catalog.data,
      isAwaitingPayment: returning.status === 'syncing' || returning.status === 'pending',
    },
    context,
  );
  return (
    <SubscriptionManagerView
      ref={ref}
      model={model}
      headingLevel={headingLevel}
      pending={billing.pending}
      failure={
        billing.failure === null || billing.failed === null
          ? null
          : {
              action: billing.failed,
              text: billing.failure,
              retryLabel: messages.tryAgain,
              onRetry: () => act(billing.failed ?? 'manage'),
            }
      }
      onAction={act}
      className={className}
      classNames={classNames}
    />
  );
}
