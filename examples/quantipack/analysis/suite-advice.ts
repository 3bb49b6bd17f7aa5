import { type Box, volumeOf } from './packing/box.js';
import { firstFit, smallestFirst } from './packing/pack-order.js';
import { type ParcelGroup, sum } from './packing/parcel-groups.js';
import { usedHeightOf } from './packing/place-items.js';

/** What to do with one box of the suite. */
export type Advice =
  | { readonly kind: 'keep' }
  /** No parcel uses it. */
  | { readonly kind: 'unused' }
  /** Its parcels fit other boxes for hardly more air; `useInstead` takes most of them. */
  | { readonly kind: 'drop'; readonly useInstead: string }
  /** So many millimetres less height save more than the few parcels cost that then need a larger box. */
  | { readonly kind: 'lower'; readonly byMm: number };

/** A box goes when doing without it adds less than this share to the volume of all boxes shipped. */
const DROP_BELOW = 0.01;
/** A box is lowered when that saves at least this share of the volume it ships. */
const LOWER_FROM = 0.05;
const HEIGHT_STEP_MM = 10;
const LOWEST_MM = 40;

export interface SuiteAdvice {
  readonly byBox: ReadonlyMap<string, Advice>;
  /** Box volume shipped today minus box volume shipped when all advice is followed, in cubic millimetres. */
  readonly savedVolume: number;
}

/**
 * Goes through the suite from the least used box on, dropping what the remaining boxes replace, then looks for heights
 * that are too generous. Each decision counts on the ones before, so the whole list can be followed at once.
 */
export function adviseSuite(suite: readonly Box[], groups: readonly ParcelGroup[]): SuiteAdvice {
  const byBox = new Map<string, Advice>();
  const shipped = shippedVolume(groups);
  let remaining = smallestFirst(suite);
  let current = groups;
  const use = (box: Box) =>
    sum(
      groups.filter((group) => group.box.id === box.id),
      ({ count }) => count,
    );
  for (const box of suite.toSorted((a, b) => use(a) - use(b))) {
    if (use(box) === 0) {
      byBox.set(box.id, { kind: 'unused' });
      remaining = remaining.filter(({ id }) => id !== box.id);
      continue;
    }
    const others = remaining.filter(({ id }) => id !== box.id);
    const moved = refit(
      current.filter((group) => group.box.id === box.id),
      others,
    );
    if (!moved) continue;
    const after = [...current.filter((group) => group.box.id !== box.id), ...moved];
    if (shippedVolume(after) - shippedVolume(current) > shipped * DROP_BELOW) continue;
    byBox.set(box.id, { kind: 'drop', useInstead: mostUsed(moved).name });
    remaining = others;
    current = after;
  }
  let saved = shipped - shippedVolume(current);
  for (const box of remaining) {
    const lowered = lowerHeight(
      box,
      current.filter((group) => group.box.id === box.id),
      remaining,
    );
    byBox.set(box.id, lowered ? { kind: 'lower', byMm: lowered.byMm } : { kind: 'keep' });
    saved += lowered?.savedVolume ?? 0;
  }
  return { byBox, savedVolume: saved };
}

export const shippedVolume = (groups: readonly ParcelGroup[]) => sum(groups, ({ box, count }) => volumeOf(box) * count);

/** The same parcels in other boxes; null as soon as one fits none. */
function refit(groups: readonly ParcelGroup[], boxes: readonly Box[]): ParcelGroup[] | null {
  const moved: ParcelGroup[] = [];
  for (const group of groups) {
    const parcel = firstFit(group.items, boxes);
    if (!parcel) return null;
    moved.push({ ...group, box: parcel.box, usedHeightMm: usedHeightOf(parcel.placements) });
  }
  return moved;
}

function mostUsed(groups: readonly ParcelGroup[]): Box {
  const counts = new Map<Box, number>();
  for (const { box, count } of groups) counts.set(box, (counts.get(box) ?? 0) + count);
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1]);
  if (!first) throw new Error('A box without parcels has no replacement to name.');
  return first[0];
}

function lowerHeight(box: Box, groups: readonly ParcelGroup[], suite: readonly Box[]) {
  const larger = suite.filter((other) => volumeOf(other) > volumeOf(box));
  const floor = box.lengthMm * box.widthMm;
  const today = shippedVolume(groups);
  // Where a parcel goes that no longer fits; nowhere means that the height has to stay.
  const elsewhere = groups.map(({ items }) => {
    const parcel = firstFit(items, larger);
    return parcel ? volumeOf(parcel.box) : Number.POSITIVE_INFINITY;
  });
  let best = { byMm: 0, savedVolume: 0 };
  for (let byMm = HEIGHT_STEP_MM; box.heightMm - byMm >= LOWEST_MM; byMm += HEIGHT_STEP_MM) {
    const height = box.heightMm - byMm;
    const volume = groups.reduce(
      (total, { usedHeightMm, count }, index) =>
        total + count * (usedHeightMm <= height ? floor * height : (elsewhere[index] ?? 0)),
      0,
    );
    if (today - volume > best.savedVolume) best = { byMm, savedVolume: today - volume };
  }
  return best.savedVolume >= today * LOWER_FROM && best.byMm > 0 ? best : null;
}
