import { endpoints } from '@farebox/core/contract';
import { definePublicRoute } from '../handler/define-route.js';
import { readBytes } from '../handler/read-body.js';

/** Stripe's events are far smaller; what is larger is not from Stripe (W24). */
const LIMIT = 512 * 1024;

/** Verify, write the inbox row, answer 200: nothing else happens before Stripe has its answer (W9, W10). */
export const receiveWebhook = definePublicRoute(endpoints.webhook, async ({ farebox, request }) => {
  const bytes = await readBytes(request, LIMIT);
  await farebox.webhooks.receive(bytes, request.headers.get('stripe-signature'));
  return { received: true as const };
});
