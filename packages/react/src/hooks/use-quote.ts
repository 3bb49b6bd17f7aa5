'use client';
import { previewOf } from '../client/preview.js';
import type { RegisteredApp } from '../register.js';
import type { FareboxReact } from '../types.js';
import { useAccount } from './use-account.js';
import { useCatalog } from './use-catalog.js';

/** What a feature costs now and what would be left: three-valued, unknown while loading, advice only. */
export const useQuote: FareboxReact<RegisteredApp>['useQuote'] = ((
  feature: string,
  usage?: { readonly complexity?: string },
) => {
  const catalog = useCatalog();
  const account = useAccount();
  return previewOf(catalog.data, account.data, feature, usage);
}) as FareboxReact<RegisteredApp>['useQuote'];
