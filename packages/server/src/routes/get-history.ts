import type { historyQuerySchema, HistoryPageWire } from '@farebox/core/contract';
import type { z } from 'zod';
import { json, type OwnedRouteContext } from './route.js';

export async function getHistory({
  farebox,
  owner,
  query,
}: OwnedRouteContext<undefined, z.infer<typeof historyQuerySchema>>): Promise<Response> {
  const page = await farebox.tokens.history(owner.customer, {
    cursor: query.cursor,
    limit: query.limit,
    feature: query.feature,
    kind: query.kind,
    reference: query.reference,
    member: query.member,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
  });
  return json({
    cursor: page.cursor,
    entries: page.entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
  } as HistoryPageWire);
}
