/** `@farebox/core/store`: what the author of a store imports. */
export * from './domain/ledger-rows.js';
export * from './domain/slice.js';
export * from './domain/step.js';
export * from './storage/family.js';
export * from './storage/ledger-families.js';
export * from './storage/record-families.js';
export * from './storage/store.js';
