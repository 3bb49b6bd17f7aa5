import { toBoxSpec } from './box-spec.js';
import { type YieldOptions, createYielder } from './cooperate.js';
import { chooseSuites } from './choose-suite.js';
import { HEAVIEST_G } from './footprints.js';
import type { ParsedOrders } from './order-line.js';
import { type Box, toLitres } from './packing/box.js';
import { firstFit, smallestFirst } from './packing/pack-order.js';
import { packOrders } from './packing/pack-orders.js';
import { type ParcelGroup, sum, toParcelGroups } from './packing/parcel-groups.js';
import { toOrders } from './packing/to-orders.js';
import { summarizeInput, summarizeUnpacked } from './report.js';
import type { SpecReport, SuiteFigures } from './spec-report.js';
import { writeSpecSheet } from './spec-sheet.js';
import { STANDARD_SUITE } from './standard-suite.js';
import { shippedVolume } from './suite-advice.js';

/** One more box size has to save at least this share of the volume shipped. */
const WORTH_ANOTHER_BOX = 0.05;

/** Proposes the suite that ships these orders in the least volume and writes its spec sheet. */
export async function generateSpec(
  input: ParsedOrders,
  options: YieldOptions & { readonly suite?: readonly Box[] | undefined } = {},
): Promise<SpecReport> {
  const suite = options.suite ?? STANDARD_SUITE;
  const yielder = createYielder(options);
  const packed = await packOrders(toOrders(input.lines), suite, createYielder({ signal: options.signal }));
  const groups = toParcelGroups(packed);
  const steps = await chooseSuites(groups, suite, yielder);
  const covering = steps.flatMap(({ shapes, shippedVolume: volume }) => (volume === null ? [] : [{ shapes, volume }]));
  const chosen = covering.find(({ volume }, index) => {
    const next = covering[index + 1];
    return !next || volume - next.volume < volume * WORTH_ANOTHER_BOX;
  });
  const boxes = (chosen?.shapes ?? []).map((shape, index) => ({
    id: `box_${index + 1}`,
    name: `Box ${index + 1}`,
    ...shape,
    maxWeightG: HEAVIEST_G,
  }));
  const fitted = refit(groups, boxes);
  const figures = {
    ...summarizeInput(input),
    ...summarizeUnpacked(packed),
    parcelCount: sum(groups, ({ count }) => count),
    specs: boxes.map((box) => toBoxSpec(box, fitted)),
    today: figuresOf(groups),
    proposed: figuresOf(fitted),
    curve: covering.map(({ shapes, volume }) => ({
      boxes: shapes.length,
      litresPerParcel: toLitres(volume / sum(groups, ({ count }) => count)),
    })),
  };
  return { ...figures, sheet: writeSpecSheet(figures) };
}

/**
 * The parcels in the boxes proposed. The choice was made by heights that were measured in a taller box; where the real
 * box, being lower, makes the packer choose worse, the parcel takes the next box, and its own of today in the last resort.
 */
function refit(groups: readonly ParcelGroup[], boxes: readonly Box[]): ParcelGroup[] {
  const sizes = smallestFirst(boxes);
  return groups.map((group) => {
    const parcel = firstFit(group.items, sizes);
    return parcel ? { ...group, box: parcel.box } : group;
  });
}

function figuresOf(groups: readonly ParcelGroup[]): SuiteFigures {
  const shipped = shippedVolume(groups);
  const parcels = sum(groups, ({ count }) => count);
  return {
    boxes: new Set(groups.map(({ box }) => box.id)).size,
    litresPerParcel: parcels === 0 ? 0 : toLitres(shipped / parcels),
    utilisation: shipped === 0 ? 0 : sum(groups, ({ itemVolume, count }) => itemVolume * count) / shipped,
  };
}
