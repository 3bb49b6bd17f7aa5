import { type YieldOptions, createYielder } from './cooperate.js';
import type { ParsedOrders } from './order-line.js';
import { type Box, describeSides, toLitres, volumeOf } from './packing/box.js';
import { packOrders } from './packing/pack-orders.js';
import { type ParcelGroup, sum, toParcelGroups } from './packing/parcel-groups.js';
import { toOrders } from './packing/to-orders.js';
import { type InputSummary, summarizeInput, summarizeUnpacked, type UnpackedSummary } from './report.js';
import { STANDARD_SUITE } from './standard-suite.js';
import { type Advice, adviseSuite, shippedVolume } from './suite-advice.js';

export interface BoxUse {
  readonly id: string;
  readonly name: string;
  /** Inside measures, `300 × 200 × 120` mm. */
  readonly sides: string;
  readonly parcels: number;
  /** Volume of the goods as a share of the volume of the boxes, 0 to 1; null for a box without parcels. */
  readonly averageFill: number | null;
  readonly airPerParcelLitres: number | null;
  readonly advice: Advice;
}

export interface SuiteReport extends InputSummary, UnpackedSummary {
  readonly parcelCount: number;
  /** Volume of all goods as a share of the volume of all boxes, 0 to 1. */
  readonly utilisation: number;
  /** Litres of filler that the parcels need. */
  readonly voidFillLitres: number;
  /** Litres of box that following all advice would no longer ship. */
  readonly savedLitres: number;
  readonly boxes: readonly BoxUse[];
  /** Names of the boxes nobody needs. */
  readonly unneeded: readonly string[];
  /** Parcels by how full they are, in ten steps from empty to full: the chart. */
  readonly parcelsByFill: readonly number[];
}

/** Fits every order into the suite and tells what each box is good for. */
export async function analyzeSuite(
  input: ParsedOrders,
  options: YieldOptions & { readonly suite?: readonly Box[] | undefined } = {},
): Promise<SuiteReport> {
  const suite = options.suite ?? STANDARD_SUITE;
  const packed = await packOrders(toOrders(input.lines), suite, createYielder(options));
  const groups = toParcelGroups(packed);
  const advice = adviseSuite(suite, groups);
  const shipped = shippedVolume(groups);
  const goods = sum(groups, ({ itemVolume, count }) => itemVolume * count);
  const boxes = suite.map((box) => boxUse(box, groups, advice.byBox.get(box.id) ?? { kind: 'keep' }));
  return {
    ...summarizeInput(input),
    ...summarizeUnpacked(packed),
    parcelCount: sum(groups, ({ count }) => count),
    utilisation: shipped === 0 ? 0 : goods / shipped,
    voidFillLitres: toLitres(shipped - goods),
    savedLitres: toLitres(advice.savedVolume),
    boxes,
    unneeded: boxes.filter((box) => box.advice.kind === 'unused' || box.advice.kind === 'drop').map(({ name }) => name),
    parcelsByFill: fillHistogram(groups),
  };
}

function boxUse(box: Box, groups: readonly ParcelGroup[], advice: Advice): BoxUse {
  const own = groups.filter((group) => group.box.id === box.id);
  const parcels = sum(own, ({ count }) => count);
  const goods = sum(own, ({ itemVolume, count }) => itemVolume * count);
  const shipped = volumeOf(box) * parcels;
  return {
    id: box.id,
    name: box.name,
    sides: describeSides(box),
    parcels,
    averageFill: parcels === 0 ? null : goods / shipped,
    airPerParcelLitres: parcels === 0 ? null : toLitres((shipped - goods) / parcels),
    advice,
  };
}

function fillHistogram(groups: readonly ParcelGroup[]): number[] {
  const bins = Array.from({ length: 10 }, () => 0);
  for (const { box, itemVolume, count } of groups) {
    const bin = Math.min(9, Math.floor((itemVolume / volumeOf(box)) * 10));
    bins[bin] = (bins[bin] ?? 0) + count;
  }
  return bins;
}
