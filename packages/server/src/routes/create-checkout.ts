import type { checkoutRequestSchema } from '@farebox/core/contract';
import type { z } from 'zod';
import { json, type OwnedRouteContext } from './route.js';

/** A plan key and an interval; price, amount and customer come from the server. */
export const createCheckout = async ({
  farebox,
  owner,
  body,
}: OwnedRouteContext<z.infer<typeof checkoutRequestSchema>>): Promise<Response> =>
  json(
    await farebox.checkout.create(
      owner.customer,
      { plan: body.plan, interval: body.interval },
      { returnTo: body.returnTo, email: owner.email, name: owner.name },
    ),
  );
