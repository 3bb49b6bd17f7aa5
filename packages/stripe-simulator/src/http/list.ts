import { fetchByParam, type KindName } from '../resources/kinds.js';
import type { World } from '../world.js';
import { invalidRequest } from './stripe-error.js';

export interface ListParams {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?:
    | number
    | { gt?: number | undefined; gte?: number | undefined; lt?: number | undefined; lte?: number | undefined }
    | undefined;
}

interface Row {
  id: string;
  created?: number | undefined;
}

export interface ListOf<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

/** One page of a list, newest first unless `oldestFirst`, with Stripe's cursors and its `created` filter. */
export function page<T extends Row>(
  world: World,
  kind: KindName,
  rows: T[],
  params: ListParams,
  url: string,
  oldestFirst = false,
): ListOf<T> {
  const limit = params.limit ?? 10;
  if (limit < 1)
    throw invalidRequest(`This value must be greater than or equal to 1 (it currently is '${limit}').`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  if (limit > 100)
    throw invalidRequest(`This value must be less than or equal to 100 (it currently is '${limit}').`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  if (params.starting_after && params.ending_before)
    throw invalidRequest('You may only specify one of these parameters: ending_before, starting_after.');
  const place = (row: Row): number => world.data.order[row.id] ?? 0;
  const sorted = rows.filter((row) => inRange(row.created ?? 0, params.created)).sort((a, b) => place(b) - place(a));
  if (oldestFirst) sorted.reverse();
  const indexOf = (id: string, param: string): number => {
    const index = sorted.findIndex((row) => row.id === id);
    if (index < 0) fetchByParam(world, kind, id, param);
    return index;
  };
  if (params.ending_before) {
    const end = indexOf(params.ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', data: sorted.slice(start, Math.max(end, 0)), has_more: start > 0, url };
  }
  const start = params.starting_after ? indexOf(params.starting_after, 'starting_after') + 1 : 0;
  return { object: 'list', data: sorted.slice(start, start + limit), has_more: sorted.length > start + limit, url };
}

function inRange(created: number, range: ListParams['created']): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return created === range;
  return !(
    (range.gt !== undefined && created <= range.gt) ||
    (range.gte !== undefined && created < range.gte) ||
    (range.lt !== undefined && created >= range.lt) ||
    (range.lte !== undefined && created > range.lte)
  );
}

/** A whole list as it stands inside another object. */
export function innerList<T>(data: T[], url: string): ListOf<T> {
  return { object: 'list', data, has_more: false, url };
}
