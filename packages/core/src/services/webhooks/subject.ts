import type { EventFacts } from '../../stripe/read-event.js';

/** What a worker reads again because of an event. */
export interface Subject {
  readonly kind: 'subscription' | 'session' | 'customer';
  readonly id: string;
}
type About = Pick<EventFacts, 'objectType' | 'object' | 'subscription'>;

/** Whose state an event may have changed; null = events of this kind change nothing here. */
export function toSubject({ objectType, object, subscription }: About): Subject | null {
  const isOfSubscription =
    objectType === 'subscription' || objectType === 'invoice' || objectType === 'checkout.session';
  if (subscription !== null && isOfSubscription) return { kind: 'subscription', id: subscription };
  if (objectType === 'checkout.session') return { kind: 'session', id: object };
  return objectType === 'customer' ? { kind: 'customer', id: object } : null;
}
export const isSameSubject = (a: Subject, b: Subject): boolean => a.kind === b.kind && a.id === b.id;
