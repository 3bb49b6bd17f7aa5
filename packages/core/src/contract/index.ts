/** `@farebox/core/contract`: the HTTP API between handler and browser. Browser-safe; React takes its types only. */
export * from './account.js';
export * from './billing.js';
export * from './catalog.js';
export * from './decision.js';
export * from './endpoints.js';
export * from './money.js';
export * from './problem.js';
export * from './runs.js';
export * from './to-wire.js';
export * from './history.js';
