import { createGateway } from '../../stripe/create-gateway.js';
import type { StripeGateway } from '../../stripe/gateway.js';
import type { EngineContext } from './context.js';

/** What the billing services are given: the engine's context and the way to Stripe, made at first use. */
export interface BillingContext extends EngineContext {
  /** @throws NotConfiguredError without a secret key, naming `purpose`. */
  gateway(purpose: string): StripeGateway;
}

export function toBillingContext(context: EngineContext): BillingContext {
  let gateway: StripeGateway | null = null;
  return {
    ...context,
    gateway: (purpose) => (gateway ??= createGateway(context.settings.stripe(purpose))),
  };
}
