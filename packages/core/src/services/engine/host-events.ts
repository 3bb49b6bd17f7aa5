import type { Customer } from '../../customer.js';
import type { Logger } from '../../runtime/logger.js';

/** What the host may listen to. Told after the commit; a listener that throws is logged and changes nothing. */
export interface HostEvents {
  /** A spend took the balance across a threshold of `policies.lowBalance`; both figures in whole units. */
  readonly 'tokens.low': { readonly customer: Customer; readonly threshold: number; readonly remaining: number };
  /** A subscription's state as read from Stripe changed. */
  readonly 'subscription.changed': {
    readonly customer: Customer;
    readonly subscription: string;
    readonly plan: string;
    readonly from: string | null;
    readonly to: string;
  };
  /**
   * A customer has a second active subscription of one product group: paid twice, or made outside Checkout (which refuses it).
   * `subscription` is the one that refills nothing until `active` has ended; cancel and refund one of them in Stripe.
   */
  readonly 'subscription.duplicate': {
    readonly customer: Customer;
    readonly subscription: string;
    readonly plan: string;
    readonly active: string;
  };
  /** A subscription is charged at a price that belongs to no plan of the catalogue (any more): it grants nothing. */
  readonly 'price.unknown': { readonly customer: Customer; readonly subscription: string; readonly price: string };
  /** Stripe calls a subscription active and nothing is open, yet no paid period that we can read covers now: look at it. */
  readonly 'entitlement.uncovered': {
    readonly customer: Customer;
    readonly subscription: string;
    readonly plan: string;
  };
  /** An event of the inbox failed ten times and waits for a person. */
  readonly 'webhook.dead': { readonly event: string; readonly type: string; readonly error: string };
}
export type HostListeners = {
  readonly [E in keyof HostEvents]?: ((event: HostEvents[E]) => void | Promise<void>) | undefined;
};
export type Emit = <E extends keyof HostEvents>(name: E, event: HostEvents[E]) => void;

export function createEmit(listeners: HostListeners, logger: Logger): Emit {
  return (name, event) => {
    const listener = listeners[name];
    if (!listener) return;
    // A listener is the host's code: it must neither hold up nor fail what has been committed.
    void Promise.resolve()
      .then(() => listener(event))
      .catch((error: unknown) => logger.error(`The listener for "${name}" failed.`, { error }));
  };
}
