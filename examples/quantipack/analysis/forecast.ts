/** Forecasts of a weekly series by published methods. Pure; the same series gives the same forecast. */

export interface Forecast {
  /** The method with its parameters, as the report names it. */
  readonly method: string;
  /** Whole units per week ahead, never below zero. */
  readonly values: readonly number[];
  /** Mean absolute error of the one-week-ahead forecasts within the series; null when there is nothing to compare. */
  readonly meanAbsoluteError: number | null;
}

/** Below this a trend is noise. */
const WEEKS_FOR_A_TREND = 8;

/**
 * Holt's linear trend method (C. C. Holt, 1957) from eight weeks on; simple exponential smoothing (R. G. Brown, 1956)
 * from two; the only week itself for one; nothing for none. The smoothing parameters are those of a grid in steps of
 * 0.05 whose one-week-ahead forecasts had the smallest squared error; a trend may turn by 0.3 of an error at most, because
 * weekly counts of one box are small and noisy.
 */
export function forecast(series: readonly number[], weeksAhead: number): Forecast {
  const steps = Array.from({ length: weeksAhead }, (_, index) => index + 1);
  const [first] = series;
  if (first === undefined)
    return { method: 'no weeks to learn from', values: steps.map(() => 0), meanAbsoluteError: null };
  if (series.length === 1) {
    return { method: 'one week only, repeated', values: steps.map(() => first), meanAbsoluteError: null };
  }
  const trend = series.length >= WEEKS_FOR_A_TREND;
  const best = trend ? bestHolt(series) : bestBrown(series);
  return {
    method: trend
      ? `Holt's linear trend, α ${best.alpha}, β ${best.beta}`
      : `simple exponential smoothing, α ${best.alpha}`,
    values: steps.map((step) => Math.max(0, Math.round(best.level + step * best.trend))),
    meanAbsoluteError: best.absoluteError / best.compared,
  };
}

export interface Smoothed {
  readonly alpha: number;
  readonly beta: number;
  readonly level: number;
  readonly trend: number;
  readonly squaredError: number;
  readonly absoluteError: number;
  /** Weeks that had a forecast to be compared with. */
  readonly compared: number;
}

/** Level and trend after the series; they start as the straight line through its first eight weeks. */
export function holt(series: readonly number[], alpha: number, beta: number): Smoothed {
  let { level, trend } = lineBefore(series.slice(0, WEEKS_FOR_A_TREND));
  let squaredError = 0;
  let absoluteError = 0;
  for (const value of series) {
    const error = value - (level + trend);
    squaredError += error * error;
    absoluteError += Math.abs(error);
    const before = level;
    level = alpha * value + (1 - alpha) * (level + trend);
    trend = beta * (level - before) + (1 - beta) * trend;
  }
  return { alpha, beta, level, trend, squaredError, absoluteError, compared: series.length };
}

/** The least-squares line through a series: its value one week before the first, and its slope per week. */
function lineBefore(series: readonly number[]) {
  const count = series.length;
  const middle = (count + 1) / 2;
  const mean = series.reduce((sum, value) => sum + value, 0) / count;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of series.entries()) {
    covariance += (index + 1 - middle) * (value - mean);
    variance += (index + 1 - middle) ** 2;
  }
  const trend = variance === 0 ? 0 : covariance / variance;
  return { level: mean - trend * middle, trend };
}

/** Level after the series, with l₁ = y₁. */
export function brown(series: readonly number[], alpha: number): Smoothed {
  const [first = 0] = series;
  let level = first;
  let squaredError = 0;
  let absoluteError = 0;
  for (const value of series.slice(1)) {
    const error = value - level;
    squaredError += error * error;
    absoluteError += Math.abs(error);
    level += alpha * error;
  }
  return { alpha, beta: 0, level, trend: 0, squaredError, absoluteError, compared: series.length - 1 };
}

/** 0.05 to 0.95. Hundredths as whole numbers first, so that the report says 0.3 and not 0.30000000000000004. */
const GRID = Array.from({ length: 19 }, (_, index) => (5 * (index + 1)) / 100);

const TREND_GRID = GRID.slice(0, 6);

const bestHolt = (series: readonly number[]) =>
  leastError(GRID.flatMap((alpha) => TREND_GRID.map((beta) => holt(series, alpha, beta))));
const bestBrown = (series: readonly number[]) => leastError(GRID.map((alpha) => brown(series, alpha)));

const leastError = (candidates: readonly Smoothed[]) =>
  candidates.reduce((best, next) => (next.squaredError < best.squaredError ? next : best));
