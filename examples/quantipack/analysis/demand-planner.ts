import { type YieldOptions, createYielder } from './cooperate.js';
import { formatDay, mondayOf, weekdayOf, weekOf } from './calendar.js';
import { forecast } from './forecast.js';
import type { ParsedOrders } from './order-line.js';
import type { Box } from './packing/box.js';
import { type PackedOrders, packOrders } from './packing/pack-orders.js';
import { toOrders } from './packing/to-orders.js';
import { type InputSummary, summarizeInput, summarizeUnpacked, type UnpackedSummary } from './report.js';
import { STANDARD_SUITE } from './standard-suite.js';

/** How far ahead boxes are ordered. */
export const WEEKS_AHEAD = 8;

export interface BoxDemand {
  readonly id: string;
  readonly name: string;
  /** Boxes used in each whole week of `weeks`. */
  readonly history: readonly number[];
  /** Boxes expected in each of the next weeks. */
  readonly forecast: readonly number[];
  /** The sum of `forecast`: what to order. */
  readonly toOrder: number;
  readonly method: string;
  /** Boxes by which a one-week-ahead forecast was wrong on average. */
  readonly meanAbsoluteError: number | null;
}

export interface DemandReport extends InputSummary, UnpackedSummary {
  readonly parcelCount: number;
  /** Mondays of the whole weeks of the file, `2026-11-16`. */
  readonly weeks: readonly string[];
  /** Mondays of the weeks forecast. */
  readonly weeksAhead: readonly string[];
  /** Weeks at the edges of the file that are cut off and therefore not learned from. */
  readonly partialWeeks: readonly string[];
  /** All boxes together, for the chart. */
  readonly total: { readonly history: readonly number[]; readonly forecast: readonly number[] };
  /** Boxes that were used, most wanted first. */
  readonly boxes: readonly BoxDemand[];
  readonly method: string;
}

/** Counts the boxes that the orders of each week need and forecasts the next eight weeks, each box by itself. */
export async function planDemand(
  input: ParsedOrders,
  options: YieldOptions & { readonly suite?: readonly Box[] | undefined } = {},
): Promise<DemandReport> {
  const suite = options.suite ?? STANDARD_SUITE;
  const packed = await packOrders(toOrders(input.lines), suite, createYielder(options));
  const { whole, partial } = weeksOf(input.lines.map(({ day }) => day));
  const boxes = suite.map((box) => demandOf(box, packed, whole)).filter((box) => box.used > 0);
  const next = (whole.at(-1) ?? partial.at(-1) ?? 0) + 1;
  const mondays = (weeks: readonly number[]) => weeks.map((week) => formatDay(mondayOf(week)));
  const totalOf = (length: number, of: (box: BoxDemand) => readonly number[]) =>
    Array.from({ length }, (_, index) => boxes.reduce((sum, { demand }) => sum + (of(demand)[index] ?? 0), 0));
  return {
    ...summarizeInput(input),
    ...summarizeUnpacked(packed),
    parcelCount: packed.packed.reduce((sum, { parcels }) => sum + parcels.length, 0),
    weeks: mondays(whole),
    weeksAhead: mondays(Array.from({ length: WEEKS_AHEAD }, (_, index) => next + index)),
    partialWeeks: mondays(partial),
    total: {
      history: totalOf(whole.length, (demand) => demand.history),
      forecast: totalOf(WEEKS_AHEAD, (demand) => demand.forecast),
    },
    boxes: boxes.map(({ demand }) => demand).toSorted((a, b) => b.toOrder - a.toOrder),
    method: methodName(whole.length),
  };
}

function demandOf(box: Box, { packed }: PackedOrders, weeks: readonly number[]) {
  const counts = new Map<number, number>();
  let used = 0;
  for (const { order, parcels } of packed) {
    const count = parcels.filter((parcel) => parcel.box.id === box.id).length;
    const week = weekOf(order.day);
    counts.set(week, (counts.get(week) ?? 0) + count);
    used += count;
  }
  const history = weeks.map((week) => counts.get(week) ?? 0);
  const { values, method, meanAbsoluteError } = forecast(history, WEEKS_AHEAD);
  const demand: BoxDemand = {
    id: box.id,
    name: box.name,
    history,
    forecast: values,
    toOrder: values.reduce((sum, value) => sum + value, 0),
    method,
    meanAbsoluteError,
  };
  return { used, demand };
}

/**
 * Every week from the first order to the last, also those without orders. A week at the edge of the file counts as whole
 * when its orders begin by Tuesday or go on until Friday: shops close at weekends, but half a week would teach a slump.
 */
function weeksOf(days: readonly number[]): { whole: number[]; partial: number[] } {
  const first = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const last = days.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY);
  if (days.length === 0) return { whole: [], partial: [] };
  const count = weekOf(last) - weekOf(first) + 1;
  const all = Array.from({ length: count }, (_, index) => weekOf(first) + index);
  const isPartial = (week: number) =>
    (week === weekOf(first) && weekdayOf(first) > 1) || (week === weekOf(last) && weekdayOf(last) < 4);
  return { whole: all.filter((week) => !isPartial(week)), partial: all.filter(isPartial) };
}

function methodName(weeks: number): string {
  const { method } = forecast(
    Array.from({ length: weeks }, () => 1),
    1,
  );
  return method.split(', α')[0] ?? method;
}
