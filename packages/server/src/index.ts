export { createHandler, type FareboxHandler, type HandlerOptions } from './handler/create-handler.js';
export type { Identify, Identity } from './handler/identity.js';
export { keyOf } from './key-of.js';
export { toErrorResponse } from './to-error-response.js';
export { toResponse, type OutcomeResponse } from './to-response.js';
