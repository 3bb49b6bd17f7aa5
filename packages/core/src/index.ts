/** `@farebox/core`: the public list, by hand; a test freezes it. */
export { defineCatalog } from './catalog/define-catalog.js';
export { eur, jpy, money, usd } from './catalog/money.js';
