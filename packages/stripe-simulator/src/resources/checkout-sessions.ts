import type Stripe from 'stripe';
import { createSession, expireSession } from '../billing/checkout/checkout-session.js';
import { notesOf, type SessionParams } from '../billing/checkout/session-notes.js';
import { newestUiMode } from '../eras/dahlia.js';
import { pathId, route } from '../http/call.js';
import { innerList, page } from '../http/list.js';
import { invalidRequest } from '../http/stripe-error.js';
import { mergeMetadata } from './fields.js';
import { fetchByPath } from './kinds.js';

export const checkoutSessionRoutes = [
  route<SessionParams>('POST', '/v1/checkout/sessions', ({ world, params }) =>
    createSession(world, params.ui_mode ? { ...params, ui_mode: newestUiMode(params.ui_mode) } : params),
  ),
  route('GET', '/v1/checkout/sessions/:id', (call) => fetchByPath(call.world, 'checkout.session', pathId(call))),
  route<Stripe.Checkout.SessionUpdateParams>('POST', '/v1/checkout/sessions/:id', (call) => {
    const session = fetchByPath(call.world, 'checkout.session', pathId(call));
    session.metadata = mergeMetadata(session.metadata, call.params.metadata);
    return session;
  }),
  route('POST', '/v1/checkout/sessions/:id/expire', (call) => {
    const session = fetchByPath(call.world, 'checkout.session', pathId(call));
    if (session.status !== 'open') {
      throw invalidRequest(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
      );
    }
    expireSession(call.world, session);
    return session;
  }),
  route<Stripe.Checkout.SessionListParams>('GET', '/v1/checkout/sessions', ({ world, params }) => {
    const rows = Object.values(world.tables.checkoutSessions).filter(
      (session) =>
        (params.customer === undefined || session.customer === params.customer) &&
        (params.subscription === undefined || session.subscription === params.subscription) &&
        (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
        (params.status === undefined || session.status === params.status) &&
        (params.customer_details === undefined || session.customer_details?.email === params.customer_details.email),
    );
    return page(world, 'checkout.session', rows, params, '/v1/checkout/sessions');
  }),
  route('GET', '/v1/checkout/sessions/:id/line_items', (call) => {
    const session = fetchByPath(call.world, 'checkout.session', pathId(call));
    return innerList(notesOf(call.world, session).line_items ?? [], `/v1/checkout/sessions/${session.id}/line_items`);
  }),
];
