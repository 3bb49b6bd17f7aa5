'use client';
import type { ReactNode } from 'react';
import { useAccount } from '../hooks/use-account.js';
import type { RegisteredApp } from '../register.js';
import type { FareboxReact } from '../types.js';

/** Shows its children when the current plan switches the flag on. While that is unknown it shows neither them nor a paywall. */
export const Gate: FareboxReact<RegisteredApp>['Gate'] = function Gate({ flag, fallback = null, children }): ReactNode {
  const account = useAccount();
  if (account.data === undefined) return null;
  return account.data.flags.includes(flag) ? children : fallback;
};
