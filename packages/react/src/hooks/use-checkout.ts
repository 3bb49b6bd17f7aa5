'use client';
import type { RegisteredApp } from '../register.js';
import type { CheckoutCall } from '../types.js';
import { useRedirect } from './use-redirect.js';

/** Buys a plan through Stripe Checkout. It names a plan and an interval; the server knows the rest. */
export function useCheckout(): CheckoutCall<RegisteredApp> {
  const { go, status, error } = useRedirect('checkout');
  const call = (
    request: { readonly plan?: string | undefined; readonly interval?: string | undefined },
    options: { readonly returnTo?: string | undefined } = {},
  ): Promise<void> =>
    go({
      plan: request.plan,
      interval: request.interval,
      ...(options.returnTo === undefined ? {} : { returnTo: options.returnTo }),
    });
  return Object.assign(call, { status, error }) as CheckoutCall<RegisteredApp>;
}
