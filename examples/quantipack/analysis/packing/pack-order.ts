import { type Box, fitsAlone, type Item, sortedSides, volumeOf } from './box.js';
import { type Placement, placeItems } from './place-items.js';
import type { Order } from './to-orders.js';

/** One box on its way: what lies where. */
export interface Parcel {
  readonly box: Box;
  readonly placements: readonly Placement[];
}

export type PackedOrder =
  | { readonly packed: true; readonly parcels: readonly Parcel[] }
  | { readonly packed: false; readonly reason: string };

/** Smallest volume first, the order in which boxes are tried. */
export const smallestFirst = (suite: readonly Box[]) => suite.toSorted((a, b) => volumeOf(a) - volumeOf(b));

/**
 * Packs an order into the first box of the suite, by volume, that takes everything; into several parcels where none
 * does. Every order is either packed whole or comes back with the reason: half an order is never shipped.
 */
export function packOrder(order: Order, suite: readonly Box[]): PackedOrder {
  if (order.unmeasured.length > 0) {
    return { packed: false, reason: `No size is known for ${listed(order.unmeasured)}.` };
  }
  const boxes = smallestFirst(suite);
  const misfit = order.items.find((item) => !boxes.some((box) => takes(box, item)));
  if (misfit) return { packed: false, reason: misfitReason(misfit, boxes) };
  const parcels: Parcel[] = [];
  let rest: readonly Item[] = order.items;
  while (rest.length > 0) {
    const whole = firstFit(rest, boxes);
    if (whole) {
      parcels.push(whole);
      break;
    }
    const { parcel, left } = fullest(rest, boxes);
    // The fullest try may leave room that a smaller box does not have.
    parcels.push(
      firstFit(
        parcel.placements.map(({ item }) => item),
        boxes,
      ) ?? parcel,
    );
    rest = left;
  }
  return { packed: true, parcels };
}

const takes = (box: Box, item: Item) => fitsAlone(item, box) && item.weightG <= box.maxWeightG;

/** The first box that holds all the items, or null. */
export function firstFit(items: readonly Item[], boxes: readonly Box[]): Parcel | null {
  const volume = items.reduce((sum, item) => sum + volumeOf(item), 0);
  const weight = items.reduce((sum, item) => sum + item.weightG, 0);
  for (const box of boxes) {
    if (volume > volumeOf(box) || weight > box.maxWeightG || !items.every((item) => takes(box, item))) continue;
    const { placements, left } = placeItems(items, box);
    if (left.length === 0) return { box, placements };
  }
  return null;
}

/** The parcel that takes most of what is left; there is one, because every item fits some box alone. */
function fullest(items: readonly Item[], boxes: readonly Box[]): { parcel: Parcel; left: readonly Item[] } {
  let best: { parcel: Parcel; left: readonly Item[]; volume: number } | null = null;
  for (const box of boxes) {
    const { placements, left } = placeItems(items, box);
    const volume = placements.reduce((sum, { item }) => sum + volumeOf(item), 0);
    if (placements.length > 0 && volume > (best?.volume ?? 0)) best = { parcel: { box, placements }, left, volume };
  }
  if (!best) throw new Error('No box takes any of these items, although each was found to fit one.');
  return best;
}

function misfitReason(item: Item, boxes: readonly Box[]): string {
  const longest = Math.max(...boxes.map((box) => sortedSides(box)[0]));
  const strongest = Math.max(...boxes.map((box) => box.maxWeightG));
  const [side] = sortedSides(item);
  if (side > longest) return `${item.sku} is ${side} mm long, the longest box takes ${longest} mm.`;
  if (item.weightG > strongest)
    return `${item.sku} weighs ${item.weightG} g, the strongest box carries ${strongest} g.`;
  return `${item.sku} fits no box in any rotation.`;
}

const listed = (skus: readonly string[]) =>
  skus.length > 3 ? `${skus.slice(0, 3).join(', ')} and ${skus.length - 3} more` : skus.join(', ');
