'use client';
import type { PortalCall } from '../types.js';
import { useRedirect } from './use-redirect.js';

/** Opens Stripe's billing portal in this tab; coming back syncs at once. */
export function usePortal(): PortalCall {
  const { go, status, error } = useRedirect('portal');
  const call: (options?: {
    readonly flow?: string | undefined;
    readonly returnTo?: string | undefined;
  }) => Promise<void> = (options = {}) =>
    go({
      ...(options.flow === undefined ? {} : { flow: options.flow }),
      ...(options.returnTo === undefined ? {} : { returnTo: options.returnTo }),
    });
  return Object.assign(call, { status, error });
}
