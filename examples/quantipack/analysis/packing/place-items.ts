import { type Box, type Item, sortedSides, volumeOf } from './box.js';

/** Where one item lies: its corner nearest the origin and its sides along the box's length, width and height. */
export interface Placement {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
}

export interface PackedBox {
  readonly placements: readonly Placement[];
  /** Items that found no place, in the order given. */
  readonly left: readonly Item[];
}

type Space = Pick<Box, 'lengthMm' | 'widthMm' | 'heightMm' | 'maxWeightG'>;

/** More in one parcel is not packed by hand. It also keeps the search short. */
const MAX_ITEMS_PER_PARCEL = 80;

/**
 * Packs items into one box: largest first, each at the first free corner point (lowest, then nearest the back) at which
 * one of its six rotations fits - first-fit decreasing over the corner points of what lies there already. It is a
 * heuristic: what it packs is packed, but a patient human may now and then find room for one more.
 */
export function placeItems(items: readonly Item[], space: Space): PackedBox {
  const placements: Placement[] = [];
  const left: Item[] = [];
  const points: Corner[] = [{ x: 0, y: 0, z: 0 }];
  const hopeless = new Set<string>();
  let weight = 0;
  for (const item of largestFirst(items)) {
    const tooHeavy = weight + item.weightG > space.maxWeightG;
    if (tooHeavy || hopeless.has(item.sku) || placements.length === MAX_ITEMS_PER_PARCEL) {
      left.push(item);
      continue;
    }
    const placement = firstPlace(item, points, placements, space);
    if (!placement) {
      // A twin would be refused at the same points.
      hopeless.add(item.sku);
      left.push(item);
      continue;
    }
    placements.push(placement);
    weight += item.weightG;
    addCorners(points, placement, placements);
  }
  return { placements, left };
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const largestFirst = (items: readonly Item[]) =>
  items.toSorted(
    (a, b) => volumeOf(b) - volumeOf(a) || sortedSides(b)[0] - sortedSides(a)[0] || (a.sku < b.sku ? -1 : 1),
  );

/** Distinct rotations, flattest first: a plate lies down before it stands. */
function rotationsOf(item: Item): [number, number, number][] {
  const [a, b, c] = sortedSides(item);
  const all: [number, number, number][] = [
    [a, b, c],
    [b, a, c],
    [a, c, b],
    [c, a, b],
    [b, c, a],
    [c, b, a],
  ];
  return all.filter(
    (one, index) => all.findIndex((other) => other.every((side, axis) => side === one[axis])) === index,
  );
}

function firstPlace(
  item: Item,
  points: readonly Corner[],
  placements: readonly Placement[],
  space: Space,
): Placement | null {
  const rotations = rotationsOf(item);
  for (const point of points) {
    for (const [length, width, height] of rotations) {
      const inside =
        point.x + length <= space.lengthMm && point.y + width <= space.widthMm && point.z + height <= space.heightMm;
      if (!inside) continue;
      const candidate = { item, ...point, length, width, height };
      if (!placements.some((other) => overlaps(candidate, other))) return candidate;
    }
  }
  return null;
}

/** Touching faces do not overlap. */
export const overlaps = (a: Placement, b: Placement) =>
  a.x < b.x + b.length &&
  b.x < a.x + a.length &&
  a.y < b.y + b.width &&
  b.y < a.y + a.width &&
  a.z < b.z + b.height &&
  b.z < a.z + a.height;

/** The three free corners of what was just placed, each also slid back to what it would touch (extreme points). */
function addCorners(points: Corner[], placed: Placement, placements: readonly Placement[]) {
  const right = { x: placed.x + placed.length, y: placed.y, z: placed.z };
  const front = { x: placed.x, y: placed.y + placed.width, z: placed.z };
  const top = { x: placed.x, y: placed.y, z: placed.z + placed.height };
  const fresh = [
    right,
    { ...right, y: slide(right, 'y', placements) },
    { ...right, z: slide(right, 'z', placements) },
    front,
    { ...front, x: slide(front, 'x', placements) },
    { ...front, z: slide(front, 'z', placements) },
    top,
    { ...top, x: slide(top, 'x', placements) },
    { ...top, y: slide(top, 'y', placements) },
  ];
  const open = points.filter((point) => !covers(placed, point));
  points.length = 0;
  points.push(...open);
  for (const corner of fresh) {
    const known = points.some((point) => point.x === corner.x && point.y === corner.y && point.z === corner.z);
    if (!known) points.push(corner);
  }
  points.sort((a, b) => a.z - b.z || a.y - b.y || a.x - b.x);
}

/** Nothing can begin where something lies. */
const covers = (placed: Placement, point: Corner) =>
  point.x >= placed.x &&
  point.x < placed.x + placed.length &&
  point.y >= placed.y &&
  point.y < placed.y + placed.width &&
  point.z >= placed.z &&
  point.z < placed.z + placed.height;

const EXTENT = { x: 'length', y: 'width', z: 'height' } as const;
type Axis = keyof typeof EXTENT;

/** How far a corner can move towards the origin along one axis before it meets something. */
function slide(corner: Corner, axis: Axis, placements: readonly Placement[]): number {
  const others = (['x', 'y', 'z'] as const).filter((other) => other !== axis);
  let stop = 0;
  for (const placement of placements) {
    const end = placement[axis] + placement[EXTENT[axis]];
    const inLine = others.every(
      (other) => corner[other] >= placement[other] && corner[other] < placement[other] + placement[EXTENT[other]],
    );
    if (inLine && end <= corner[axis]) stop = Math.max(stop, end);
  }
  return stop;
}

/** The height that the placements reach. */
export const usedHeightOf = (placements: readonly Placement[]) =>
  placements.reduce((height, placement) => Math.max(height, placement.z + placement.height), 0);
