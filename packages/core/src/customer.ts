import { isStorableText } from './domain/storable-text.js';
import { InvalidCustomerError } from './errors/calls.js';

/** The billing owner, by the host's own id. A bare string is a user; user 7 and organisation 7 are two customers. */
export type Customer = string | { readonly organization: string };
export interface CustomerName {
  readonly kind: 'user' | 'organization';
  /** The host's own id. */
  readonly id: string;
}
const MAX_LENGTH = 255;

/** Checks and splits a customer. Throws InvalidCustomerError: an empty id would be one wallet for everybody. */
export function toCustomerName(customer: Customer): CustomerName {
  if (typeof customer === 'string') return { kind: 'user', id: checked(customer) };
  if (
    typeof customer === 'object' &&
    customer !== null &&
    Object.keys(customer).length === 1 &&
    'organization' in customer
  ) {
    return { kind: 'organization', id: checked(customer.organization) };
  }
  throw new InvalidCustomerError(`it is ${customer === null ? 'null' : typeof customer}`);
}
export const fromCustomerName = (name: CustomerName): Customer =>
  name.kind === 'user' ? name.id : { organization: name.id };

function checked(id: unknown): string {
  if (typeof id !== 'string')
    throw new InvalidCustomerError(`its id is ${id === null ? 'null' : typeof id}, not a string`);
  if (id.length === 0 || id.trim() !== id) throw new InvalidCustomerError('its id is empty or has spaces around it');
  if (id.length > MAX_LENGTH) throw new InvalidCustomerError(`its id is longer than ${MAX_LENGTH} characters`);
  if (!isStorableText(id)) throw new InvalidCustomerError('its id holds a NUL or half of a surrogate pair');
  if (/\p{Cc}/u.test(id)) throw new InvalidCustomerError('its id holds control characters');
  return id;
}
