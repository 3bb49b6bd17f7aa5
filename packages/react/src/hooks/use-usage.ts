'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { usageKey } from '../client/farebox-client.js';
import { useFarebox } from '../provider/context.js';
import type { Loaded, UsageHistory } from '../types.js';

export interface UsageFilter {
  readonly feature?: string | undefined;
  readonly member?: string | undefined;
  readonly reference?: string | undefined;
  /** ISO instants: from inclusive, to exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
}

/** History, newest first, page by page. */
export function useUsage(filter: UsageFilter = {}): Loaded<UsageHistory> {
  const { client } = useFarebox();
  const { feature, member, reference, from, to, limit } = filter;
  const query = useInfiniteQuery(
    {
      queryKey: [...usageKey, { feature, member, reference, from, to, limit }],
      queryFn: ({ pageParam }) =>
        client.transport.json('history', {
          query: { feature, member, reference, from, to, limit: limit?.toString(), cursor: pageParam ?? undefined },
        }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.cursor,
    },
    client.queries,
  );
  const refetch = (): void => void query.refetch();
  const data = query.data && {
    entries: query.data.pages.flatMap((page) => page.entries),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
  if (query.isError) return { status: 'error', data, error: query.error, isStale: true, refetch };
  if (data) return { status: 'ready', data, error: null, isStale: query.isStale, refetch };
  return { status: 'loading', data: undefined, error: null, isStale: false, refetch };
}
