import { type Box, fitsAlone, volumeOf } from './packing/box.js';
import type { ParcelGroup } from './packing/parcel-groups.js';
import { placeItems, usedHeightOf } from './packing/place-items.js';

/** The floor of a box that could be made. */
export interface Footprint {
  readonly lengthMm: number;
  readonly widthMm: number;
}

const LENGTHS = [150, 200, 220, 250, 300, 350, 400, 450, 500, 600];
const WIDTHS = [100, 120, 150, 160, 200, 250, 300, 400];
const TALLEST_MM = 400;
export const HEAVIEST_G = 30_000;
const HEIGHT_STEP_MM = 20;
const LOWEST_MM = 40;

/** Floors that waste little board (no longer than three times their width), and those of the boxes in use. */
export function footprintsFor(suite: readonly Box[]): Footprint[] {
  const grid = LENGTHS.flatMap((lengthMm) =>
    WIDTHS.filter((widthMm) => widthMm <= lengthMm && lengthMm <= 3 * widthMm).map((widthMm) => ({
      lengthMm,
      widthMm,
    })),
  );
  const own = suite.map(({ lengthMm, widthMm }) => ({ lengthMm, widthMm }));
  const all = [...grid, ...own];
  return all.filter((one, index) => all.findIndex((other) => same(one, other)) === index);
}

const same = (a: Footprint, b: Footprint) => a.lengthMm === b.lengthMm && a.widthMm === b.widthMm;

/**
 * The least height, in steps of 20 mm, that a box with this floor needs for a parcel's contents; null when they do not
 * fit at any height. Today's box is always an answer for its own floor, whatever the search finds.
 */
export function heightNeeded(group: ParcelGroup, footprint: Footprint): number | null {
  // A box higher than it is long topples on the belt.
  const heightMm = Math.min(TALLEST_MM, footprint.lengthMm);
  const space = { ...footprint, heightMm, maxWeightG: HEAVIEST_G };
  const today = same(group.box, footprint) ? group.box.heightMm : null;
  if (group.itemVolume > volumeOf(space) || !group.items.every((item) => fitsAlone(item, space))) return today;
  const { placements, left } = placeItems(group.items, space);
  if (left.length > 0) return today;
  const steps = Math.ceil(usedHeightOf(placements) / HEIGHT_STEP_MM);
  const height = Math.min(heightMm, Math.max(LOWEST_MM, steps * HEIGHT_STEP_MM));
  return today === null ? height : Math.min(today, height);
}
