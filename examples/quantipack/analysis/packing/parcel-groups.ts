import { type Box, type Item, volumeOf } from './box.js';
import type { PackedOrders } from './pack-orders.js';
import { usedHeightOf } from './place-items.js';

/** Parcels with the same contents in the same box: worked out once, counted as often as they ship. */
export interface ParcelGroup {
  readonly box: Box;
  readonly items: readonly Item[];
  readonly count: number;
  /** Height in mm that the contents reach in the box. */
  readonly usedHeightMm: number;
  /** Cubic millimetres of goods in one parcel. */
  readonly itemVolume: number;
  readonly weightG: number;
}

export function toParcelGroups({ packed }: PackedOrders): ParcelGroup[] {
  const groups = new Map<string, { group: ParcelGroup; count: number }>();
  for (const { box, placements } of packed.flatMap(({ parcels }) => parcels)) {
    const items = placements.map(({ item }) => item);
    const key = JSON.stringify([box.id, items.map(({ sku }) => sku).sort()]);
    const known = groups.get(key);
    if (known) {
      known.count += 1;
      continue;
    }
    const group = {
      box,
      items,
      count: 1,
      usedHeightMm: usedHeightOf(placements),
      itemVolume: items.reduce((sum, item) => sum + volumeOf(item), 0),
      weightG: items.reduce((sum, item) => sum + item.weightG, 0),
    };
    groups.set(key, { group, count: 1 });
  }
  return [...groups.values()].map(({ group, count }) => ({ ...group, count }));
}

export const sum = <T>(values: readonly T[], of: (value: T) => number) =>
  values.reduce((total, value) => total + of(value), 0);
