import { RequestError } from './request-error.js';

/** How far something is loaded: all that a `derive` asks. An error keeps the last good data. */
export type LoadState<T> =
  | { readonly status: 'loading' }
  /** `isOffline`: the network is gone and this is what was known last. */
  | { readonly status: 'ready'; readonly data: T; readonly isOffline?: boolean | undefined }
  | { readonly status: 'error'; readonly data?: T | undefined };

/** One shape for everything that a hook loads: how far it is, why not, and how to ask again. */
export type Loaded<T> = LoadState<T> & {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isStale: boolean;
  readonly isOffline: boolean;
  refetch(): void;
};

/** What is read of a query of TanStack's. */
interface QueryFacts<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isStale: boolean;
  readonly isError: boolean;
  refetch(): unknown;
}

/** TanStack's result as ours. Old data without a network is ready and says that it is old; any other failure is an error. */
export function toLoaded<T>(query: QueryFacts<T>): Loaded<T> {
  const { data, error } = query;
  const isOffline = error instanceof RequestError && error.status === 0;
  const rest = { error, isStale: query.isStale || query.isError, isOffline, refetch: () => void query.refetch() };
  if (data !== undefined && (error === null || isOffline)) return { ...rest, status: 'ready', data };
  return error === null ? { ...rest, status: 'loading', data: undefined } : { ...rest, status: 'error', data };
}

export function mapLoaded<T, U>(loaded: Loaded<T>, map: (data: T) => U): Loaded<U> {
  const data = loaded.data === undefined ? undefined : map(loaded.data);
  if (loaded.status === 'ready') return { ...loaded, data: map(loaded.data) };
  return { ...loaded, data };
}
