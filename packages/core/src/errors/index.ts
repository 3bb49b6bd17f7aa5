export { type DenialReasonCode, denialReasons, docsOf, errorCodes, type FareboxErrorCode } from './error-codes.js';
export { FareboxError, type FareboxErrorOptions } from './farebox-error.js';
export * from './settings.js';
export * from './calls.js';
export * from './ledger.js';
export * from './billing.js';
export * from './stripe.js';
export { problemOf, type ProblemFacts } from './problem-of.js';
