import type { returnRequestSchema } from '@farebox/core/contract';
import type { z } from 'zod';
import { permissionsOf } from './get-account.js';
import { json, type OwnedRouteContext } from './route.js';

/** Whoever comes back from Stripe is synced at once by the same idempotent code that a webhook runs. */
export async function completeReturn({
  farebox,
  owner,
  body,
}: OwnedRouteContext<z.infer<typeof returnRequestSchema>>): Promise<Response> {
  const outcome =
    body.from === 'checkout' ? (await farebox.checkout.complete(owner.customer, body.session)).outcome : 'synced';
  if (body.from === 'portal') await farebox.subscriptions.sync(owner.customer);
  return json({ outcome, account: await farebox.snapshot(owner.customer, permissionsOf(owner)) });
}
