'use client';
import type { DeriveContext } from '../messages/derive-context.js';
import { useAccount } from '../hooks/use-account.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useFarebox } from './context.js';

/** `now` is the snapshot's own instant, by the server's clock: a server and a browser render the same sentence (U9). */
export function useDeriveContext(): DeriveContext {
  const { locale, timeZone, messages } = useFarebox();
  const account = useAccount();
  const catalog = useCatalog();
  // Whichever came first: a page without a customer has only the catalogue.
  const precision = account.data?.precision ?? catalog.data?.precision;
  return { now: new Date(account.data?.asOf ?? 0), locale, timeZone, messages, precision };
}
