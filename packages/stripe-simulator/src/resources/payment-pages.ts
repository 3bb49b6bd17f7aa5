import { completeWithMethod } from '../billing/checkout/complete-session.js';
import { pathId, route } from '../http/call.js';
import { invalidRequest, noSuch } from '../http/stripe-error.js';
import { methodFor } from '../payments/methods.js';
import type { CheckoutSession } from '../state/tables.js';
import type { World } from '../world.js';

/** What Stripe's own page (and Stripe's CLI in its place) calls to pay a checkout session. Not a public API. */
export const paymentPageRoutes = [
  route('GET', '/v1/payment_pages/:id', (call) => pageOf(sessionFor(call.world, pathId(call)))),
  route<{ payment_method?: string; expected_amount?: string }>('POST', '/v1/payment_pages/:id/confirm', (call) => {
    const { world, params } = call;
    const session = sessionFor(world, pathId(call));
    if (session.status !== 'open') throw invalidRequest('This Checkout Session is no longer open.');
    if (!params.payment_method)
      throw invalidRequest('Missing required param: payment_method.', {
        code: 'parameter_missing',
        param: 'payment_method',
      });
    if (params.expected_amount !== undefined && Number(params.expected_amount) !== (session.amount_total ?? 0))
      throw invalidRequest('The expected amount does not match the amount of the session.', {
        param: 'expected_amount',
      });
    completeWithMethod(world, session, methodFor(world, params.payment_method, 'payment_method'));
    return pageOf(session);
  }),
];

function sessionFor(world: World, id: string): CheckoutSession {
  const session = world.tables.checkoutSessions[id.replace(/^ppage_/, '')];
  if (!session) throw noSuch('payment_page', id, 'payment_page', 404);
  return session;
}

function pageOf(session: CheckoutSession) {
  return {
    id: `ppage_${session.id}`,
    object: 'payment_page',
    session_id: session.id,
    mode: session.mode,
    status: session.status,
    payment_status: session.payment_status,
    customer: session.customer,
    amount_total: session.amount_total,
    currency: session.currency,
    livemode: false,
  };
}
