'use client';
import type { SubscriptionWire } from '@farebox/core/contract';
import { useAccount } from './use-account.js';
import { type Loaded, mapLoaded } from '../client/loaded.js';

/** What the app's own database knows of the subscription. */
export function useSubscription(): Loaded<SubscriptionWire> {
  return mapLoaded(useAccount(), (account) => account.subscription);
}
