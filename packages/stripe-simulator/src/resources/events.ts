import type Stripe from 'stripe';
import { renderEvent } from '../events.js';
import { pathId, Rendered, route } from '../http/call.js';
import { page } from '../http/list.js';
import { thinEvent } from '../webhooks/thin.js';
import { fetchByPath } from './kinds.js';

export const eventRoutes = [
  route<Stripe.EventListParams>('GET', '/v1/events', ({ world, params }) => {
    const types = params.type ? [params.type] : params.types;
    const rows = Object.values(world.tables.events).filter(
      (event) => types === undefined || types.some((type) => matches(type, event.type)),
    );
    const list = page(world, 'event', rows, params, '/v1/events');
    return new Rendered({ ...list, data: list.data.map((event) => renderEvent(world, event)) });
  }),
  route(
    'GET',
    '/v1/events/:id',
    (call) => new Rendered(renderEvent(call.world, fetchByPath(call.world, 'event', pathId(call)))),
  ),
  route(
    'GET',
    '/v2/core/events/:id',
    (call) => new Rendered(thinEvent(fetchByPath(call.world, 'event', pathId(call)))),
  ),
];

/** `invoice.*` names a whole group. */
function matches(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
}
