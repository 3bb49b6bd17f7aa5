/** The endpoint table types a route: what it takes, and what it answers. */
import { endpoints } from '@farebox/core/contract';
import { defineRoute, definePublicRoute } from '../src/handler/define-route.js';

// @ts-expect-error - a checkout answers where to go
defineRoute(endpoints.checkout, async () => ({ address: 'https://pay.example.com' }));
// @ts-expect-error - a balance is whole numbers, not text
defineRoute(endpoints.account, async ({ farebox, owner }) => ({
  ...(await farebox.snapshot(owner.customer, { canManageBilling: true, canSpend: true, billingContact: null })),
  revision: '7',
}));
// @ts-expect-error - the body of a quote names a feature, not an amount
defineRoute(endpoints.quote, async ({ body: { amount } }) => amount);
// @ts-expect-error - a public route acts for nobody
definePublicRoute(endpoints.account, async () => ({ received: true as const }));
// @ts-expect-error - dates are not JSON
defineRoute(endpoints.history, async ({ farebox, owner }) => farebox.tokens.history(owner.customer));

defineRoute(endpoints.checkout, async ({ body }) => ({ url: `/${body.plan}/${body.interval}` }));
