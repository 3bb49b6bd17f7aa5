import { fieldsOf, idOf, inside, requiredText, StripeShapeError, textOf } from './fields.js';
import { readInvoice } from './read-invoice.js';

/** All that is ever taken from an event: what kind of thing happened to which object. Never the object's state. */
export interface EventFacts {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly connectAccount: string | null;
  readonly objectType: string;
  readonly object: string;
  readonly subscription: string | null;
  readonly stripeCustomer: string | null;
}

/** Null for objects without an id: there is nothing to read again. @throws StripeShapeError for what is no event, or a thin one. */
export function readEvent(value: unknown): EventFacts | null {
  const event = inside(value);
  const id = requiredText(event['id'], 'an event id');
  const type = requiredText(event['type'], 'an event type');
  if (event['object'] === 'v2.core.event' || type.startsWith('v2.') || fieldsOf(event['related_object']) !== null)
    throw new StripeShapeError(`thin event "${type}" at an endpoint for snapshot events`);
  const object = fieldsOf(inside(event['data'])['object']);
  const objectId = textOf(object?.['id']);
  if (!object || objectId === null) return null;
  const objectType = textOf(object['object']) ?? type.split('.').slice(0, -1).join('.');
  return {
    id,
    type,
    livemode: event['livemode'] === true,
    apiVersion: textOf(event['api_version']),
    connectAccount: textOf(event['account']),
    objectType,
    object: objectId,
    subscription:
      objectType === 'subscription'
        ? objectId
        : objectType === 'invoice'
          ? readInvoice(object).subscription
          : idOf(object['subscription']),
    stripeCustomer: objectType === 'customer' ? objectId : idOf(object['customer']),
  };
}
