import type {
  EndpointName,
  endpoints,
  RETURN_PARAMETER as ReturnParameter,
  SESSION_PARAMETER as SessionParameter,
  IDEMPOTENCY_HEADER as IdempotencyHeader,
} from '@farebox/core/contract';

/** The endpoint table's addresses, repeated as values: not a byte of core reaches the browser, and a wrong one does not compile. */
export const paths = {
  catalog: '/catalog',
  account: '/account',
  quote: '/quote',
  run: '/runs',
  history: '/history',
  checkout: '/checkout',
  portal: '/portal',
  return: '/return',
  webhook: '/webhook',
} as const satisfies { readonly [K in EndpointName]: (typeof endpoints)[K]['path'] };

export const RETURN_PARAMETER = 'farebox_return' satisfies typeof ReturnParameter;
export const SESSION_PARAMETER = 'session_id' satisfies typeof SessionParameter;
export const IDEMPOTENCY_HEADER = 'idempotency-key' satisfies typeof IdempotencyHeader;
