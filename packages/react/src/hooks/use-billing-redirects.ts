'use client';
import { useState } from 'react';
import { billingFailureOf } from '../client/failure-of.js';
import { useFarebox } from '../provider/context.js';
import { useRedirect } from './use-redirect.js';

type Body = Readonly<Record<string, unknown>>;

/** What a part with buttons to Stripe needs: both ways, which button is busy, and the one sentence when it did not open. */
export interface BillingRedirects<Press> {
  readonly checkout: (press: Press, body: Body) => void;
  readonly portal: (press: Press, body?: Body) => void;
  /** The button that is opening something; null = none. */
  readonly pending: Press | null;
  /** Why the last press led nowhere, in words; null = it did not fail. */
  readonly failure: string | null;
  /** The press that failed last, for a retry. */
  readonly failed: Press | null;
}

export function useBillingRedirects<Press>(returnTo: string | undefined): BillingRedirects<Press> {
  const { messages } = useFarebox();
  const checkout = useRedirect('checkout');
  const portal = useRedirect('portal');
  const [pressed, setPressed] = useState<Press | null>(null);
  const back = returnTo === undefined ? {} : { returnTo };
  const start =
    ({ go }: typeof checkout) =>
    (press: Press, body: Body = {}): void => {
      setPressed(press);
      void go({ ...body, ...back });
    };
  const failure =
    checkout.status === 'failed'
      ? messages[billingFailureOf(checkout.error, 'checkoutFailed')]
      : portal.status === 'failed'
        ? messages[billingFailureOf(portal.error, 'portalFailed')]
        : null;
  return {
    checkout: start(checkout),
    portal: start(portal),
    pending: checkout.status === 'opening' || portal.status === 'opening' ? pressed : null,
    failure,
    failed: failure === null ? null : pressed,
  };
}
