'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Loaded } from '../types.js';

/** TanStack's result as our three-state union. */
export function toLoaded<T>(query: UseQueryResult<T, Error>): Loaded<T> {
  const refetch = (): void => void query.refetch();
  if (query.data !== undefined && !query.isError)
    return { status: 'ready', data: query.data, error: null, isStale: query.isStale, refetch };
  if (query.isError) return { status: 'error', data: query.data, error: query.error, isStale: true, refetch };
  return { status: 'loading', data: undefined, error: null, isStale: false, refetch };
}

export function mapLoaded<T, U>(loaded: Loaded<T>, map: (data: T) => U): Loaded<U> {
  if (loaded.status === 'loading') return loaded;
  if (loaded.status === 'ready') return { ...loaded, data: map(loaded.data) };
  return { ...loaded, data: loaded.data === undefined ? undefined : map(loaded.data) };
}
