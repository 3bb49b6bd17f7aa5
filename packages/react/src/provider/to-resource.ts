import type { Resource } from '../elements/resource.js';
import type { Loaded } from '../types.js';

/** A hook's result as the views' pure `derive` takes it. An error with good data behind it is old data, said so. */
export function toResource<T>(loaded: Loaded<T>): Resource<T> {
  if (loaded.status === 'loading') return { status: 'loading' };
  if (loaded.status === 'ready') return { status: 'ready', data: loaded.data };
  const isOffline = (loaded.error as { status?: number }).status === 0;
  if (isOffline && loaded.data !== undefined) return { status: 'ready', data: loaded.data, isOffline: true };
  return { status: 'error', lastKnown: loaded.data };
}
