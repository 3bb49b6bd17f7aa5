'use client';
import { useQuery } from '@tanstack/react-query';
import type { AccountWire } from '@farebox/core/contract';
import { accountKey } from '../client/farebox-client.js';
import { useFarebox } from '../provider/context.js';
import { type Loaded, toLoaded } from '../client/loaded.js';

/** The one snapshot behind every hook: balance, subscription, flags, permissions. */
export function useAccount(): Loaded<AccountWire> {
  const { client } = useFarebox();
  return toLoaded(
    useQuery(
      {
        queryKey: accountKey,
        queryFn: client.fetchAccount,
        refetchOnWindowFocus: 'always',
        refetchOnReconnect: 'always',
      },
      client.queries,
    ),
  );
}
