import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carnetScale } from './carnet.js';
import { stripGeometry, stubCount } from './geometry.js';

describe('stripGeometry', () => {
  it('cuts exactly to the token, not to the stub', () => {
    const drawn = stripGeometry({ left: 37, limit: 50, held: 10 });
    expect(drawn).toMatchObject({
      stubs: 10,
      tokensPerStub: 5,
      solid: { x: 0, width: 54 },
      held: { x: 54, width: 20 },
      missing: null,
      notch: 74,
    });
  });

  it('punches only stubs that are wholly spent', () => {
    // 37 of 50 ends inside the eighth stub: the ninth and the tenth are spent.
    expect(stripGeometry({ left: 37, limit: 50 }).holes).toEqual([85, 95]);
    expect(stripGeometry({ left: 50, limit: 50 }).holes).toEqual([]);
    expect(stripGeometry({ left: 0, limit: 50 }).holes).toHaveLength(10);
  });

  it('makes a stub of each token up to twelve', () => {
    expect([1, 5, 12, 13, 50, 2_500_000].map(stubCount)).toEqual([1, 5, 12, 10, 10, 10]);
  });

  it('widens the strip for what is missing and leaves the notch away', () => {
    const drawn = stripGeometry({ left: 6, limit: 10, missing: 4 });
    expect(drawn).toMatchObject({ solid: { x: 0, width: 60 }, missing: { x: 60, width: 40 }, notch: null, holes: [] });
    expect(stripGeometry({ left: 6, limit: 10, missing: 9 })).toMatchObject({
      solid: { width: 40 },
      missing: { x: 40, width: 60 },
    });
  });

  it('draws a plan without tokens as one spent stub instead of dividing by nothing', () => {
    expect(stripGeometry({ left: 0, limit: 0 })).toMatchObject({ stubs: 1, holes: [50], solid: null });
  });

  it('covers the balance without a gap or an overlap, whatever the numbers', () => {
    const tokens = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(tokens, tokens, tokens, tokens, tokens, (left, limit, held, heldElsewhere, missing) => {
        const drawn = stripGeometry({ left, limit, held, heldElsewhere, missing });
        const parts = [drawn.solid, drawn.held, drawn.heldElsewhere, drawn.missing].filter((part) => part !== null);
        let end = 0;
        for (const part of parts) {
          expect(part.x).toBeCloseTo(end, 1);
          end = part.x + part.width;
        }
        expect(end).toBeLessThanOrEqual(100.01);
        for (const hole of drawn.holes) expect(hole).toBeGreaterThan(end - 0.01);
      }),
      { seed: 20261217, numRuns: 300 },
    );
  });
});

describe('carnetScale', () => {
  it('keeps five tokens a stub while the largest plan fits six rows', () => {
    expect(carnetScale([5, 50, 150, null])).toBe(5);
    expect(carnetScale([5, 300])).toBe(5);
    expect(carnetScale([5, 301])).toBe(10);
    expect(carnetScale([1000, 40_000])).toBe(1000);
    expect(carnetScale([])).toBe(5);
  });
});
