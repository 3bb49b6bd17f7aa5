import { endpoints } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';

/** A plan key and an interval; price, amount and customer come from the server. */
export const createCheckout = defineRoute(endpoints.checkout, async ({ farebox, owner, body }) =>
  farebox.checkout.create(
    owner.customer,
    { plan: body.plan, interval: body.interval },
    { returnTo: body.returnTo, email: owner.email, name: owner.name },
  ),
);
