import fc from 'fast-check';
import type { OrderLine } from '../order-line.js';
import type { Item } from './box.js';

/** Random goods for the property tests, from pea to wardrobe. */
const side = fc.oneof(fc.integer({ min: 5, max: 320 }), fc.integer({ min: 5, max: 900 }));

export const anyItem: fc.Arbitrary<Item> = fc.record({
  sku: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
  lengthMm: side,
  widthMm: side,
  heightMm: side,
  weightG: fc.integer({ min: 0, max: 9_000 }),
});

const measure = fc.oneof({ weight: 9, arbitrary: side }, { weight: 1, arbitrary: fc.constant(null) });

/** Rows of up to twelve orders over six products, some of them without a size. */
export const anyLines: fc.Arbitrary<OrderLine[]> = fc.array(
  fc.record({
    line: fc.constant(2),
    orderId: fc.integer({ min: 1, max: 12 }).map((number) => `N${number}`),
    day: fc.integer({ min: 20_000, max: 20_100 }),
    sku: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    title: fc.constant('Thing'),
    lengthMm: measure,
    widthMm: measure,
    heightMm: measure,
    weightG: fc.oneof(fc.integer({ min: 1, max: 40_000 }), fc.constant(null)),
    quantity: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 30 },
);
