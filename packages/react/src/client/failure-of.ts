import type { FareboxErrorCode } from '@farebox/core';
import type { GuardFailure } from '../types.js';
import { RequestError } from './request-error.js';

type GuardCode = GuardFailure['code'];

/** How a guard tells each code of the server's table. By code and never by status: a 403 of a wrong origin is no missing permission. */
const GUARD_CODES: Readonly<Partial<Record<FareboxErrorCode, GuardCode>>> = {
  signed_out: 'signed_out',
  no_permission: 'no_permission',
  rate_limited: 'rate_limited',
  hold_expired: 'hold_expired',
  work_failed: 'work_failed',
  invalid_input: 'invalid_input',
  invalid_usage: 'invalid_input',
  invalid_request: 'invalid_input',
  body_too_large: 'invalid_input',
};

/** The guard's word for a code on the wire; `offline` is our own, for a request that brought no answer. */
export const guardCodeOf = (code: string): GuardCode =>
  code === 'offline' ? 'offline' : (GUARD_CODES[code as FareboxErrorCode] ?? 'server');

/** Is it known that nothing ran? A lost answer, a broken server and codes that nobody expected leave it open. */
export const isOpenOutcome = (code: GuardCode): boolean => code === 'offline' || code === 'server';

/** Sentences for a press that led nowhere: what the server refused, or the part's own. */
export type BillingFailure =
  | 'checkoutFailed'
  | 'portalFailed'
  | 'billingOffline'
  | 'billingSignedOut'
  | 'billingNoPermission'
  | 'billingTooFast'
  | 'billingHasPlan'
  | 'billingNothingYet'
  | 'billingNotForSale';

const BILLING_FAILURES: Readonly<Partial<Record<FareboxErrorCode | 'offline', BillingFailure>>> = {
  offline: 'billingOffline',
  signed_out: 'billingSignedOut',
  no_permission: 'billingNoPermission',
  rate_limited: 'billingTooFast',
  already_subscribed: 'billingHasPlan',
  nothing_to_manage: 'billingNothingYet',
  not_for_sale: 'billingNotForSale',
  unknown_plan: 'billingNotForSale',
};

export const billingFailureOf = (error: Error | null, fallback: BillingFailure): BillingFailure =>
  (error instanceof RequestError && BILLING_FAILURES[error.code as FareboxErrorCode]) || fallback;
