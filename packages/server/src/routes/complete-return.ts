import { endpoints } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';
import { permissionsOf } from '../handler/identity.js';

/** Whoever comes back from Stripe is synced at once by the same idempotent code that a webhook runs. */
export const completeReturn = defineRoute(endpoints.return, async ({ farebox, owner, body }) => {
  const outcome =
    body.from === 'checkout'
      ? (await farebox.checkout.complete(owner.customer, body.session)).outcome
      : ('synced' as const);
  if (body.from === 'portal') await farebox.subscriptions.sync(owner.customer);
  return { outcome, account: await farebox.snapshot(owner.customer, permissionsOf(owner)) };
});
