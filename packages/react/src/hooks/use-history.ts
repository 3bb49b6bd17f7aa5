'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type Loaded, mapLoaded, toLoaded } from '../client/loaded.js';
import { historyKey } from '../client/farebox-client.js';
import { useFarebox } from '../provider/context.js';
import type { HistoryPages } from '../types.js';

export interface HistoryQuery {
  readonly feature?: string | undefined;
  readonly member?: string | undefined;
  readonly reference?: string | undefined;
  /** ISO instants: from inclusive, to exclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
}

/** History, newest first, page by page. */
export function useHistory(filter: HistoryQuery = {}): Loaded<HistoryPages> {
  const { client } = useFarebox();
  const { feature, member, reference, from, to, limit } = filter;
  const query = useInfiniteQuery(
    {
      queryKey: [...historyKey, { feature, member, reference, from, to, limit }],
      queryFn: ({ pageParam }) =>
        client.transport.json('history', {
          query: { feature, member, reference, from, to, limit: limit?.toString(), cursor: pageParam ?? undefined },
        }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.cursor,
    },
    client.queries,
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  return mapLoaded(toLoaded(query), ({ pages }) => ({
    entries: pages.flatMap((page) => page.entries),
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
  }));
}
