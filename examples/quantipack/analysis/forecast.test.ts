import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brown, forecast, holt } from './forecast.js';

describe('forecast', () => {
  it('continues a straight line exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 40 }), (start, slope) => {
        const series = Array.from({ length: 12 }, (_, week) => start + slope * week);
        const { values, meanAbsoluteError } = forecast(series, 4);
        expect(values).toEqual([12, 13, 14, 15].map((week) => start + slope * week));
        expect(meanAbsoluteError).toBeCloseTo(0, 6);
      }),
    );
  });

  it('never falls below zero', () => {
    expect(forecast([90, 80, 70, 60, 50, 40, 30, 20, 10], 4).values).toEqual([0, 0, 0, 0]);
  });

  it('names the method it used', () => {
    expect(forecast([5, 6, 5, 7, 6, 5, 6, 7], 1).method).toMatch(/^Holt's linear trend, α 0\.\d+, β 0\.\d+$/);
    expect(forecast([5, 6, 5], 1).method).toMatch(/^simple exponential smoothing, α 0\.\d+$/);
    expect(forecast([5], 2)).toEqual({ method: 'one week only, repeated', values: [5, 5], meanAbsoluteError: null });
    expect(forecast([], 2).values).toEqual([0, 0]);
  });

  it('chooses the parameters of the grid with the least squared error', () => {
    const series = [4, 9, 5, 8, 12, 7, 10, 14, 9, 13];
    const { method } = forecast(series, 1);
    const [, alpha, beta] = /α ([\d.]+), β ([\d.]+)/.exec(method) ?? [];
    const chosen = holt(series, Number(alpha), Number(beta)).squaredError;
    for (const other of [0.05, 0.3, 0.5, 0.8, 0.95]) {
      expect(chosen).toBeLessThanOrEqual(holt(series, other, 0.1).squaredError);
    }
  });
});

describe('brown', () => {
  it('follows the textbook recursion', () => {
    // l₁ = 10; l₂ = 10 + 0.5 × (20 - 10) = 15; l₃ = 15 + 0.5 × (12 - 15) = 13.5
    expect(brown([10, 20, 12], 0.5)).toMatchObject({ level: 13.5, squaredError: 109, compared: 2 });
  });
});

describe('holt', () => {
  it('follows the textbook recursion from the line it starts with', () => {
    // The line through 1, 2, 3 is 0 one week before, slope 1: every forecast is right.
    expect(holt([1, 2, 3], 0.5, 0.5)).toMatchObject({ level: 3, trend: 1, squaredError: 0 });
  });
});
