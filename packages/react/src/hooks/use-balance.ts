'use client';
import type { BalanceWire } from '@farebox/core/contract';
import { useAccount } from './use-account.js';
import { type Loaded, mapLoaded } from '../client/loaded.js';

/** The customer's tokens: what is left, held, used, and when new ones come. */
export function useBalance(): Loaded<BalanceWire> {
  return mapLoaded(useAccount(), (account) => account.balance);
}
