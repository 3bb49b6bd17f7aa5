import { type Box, describeSides, volumeOf } from './packing/box.js';
import { type ParcelGroup, sum } from './packing/parcel-groups.js';

/** What a box maker needs to know about one box. */
export interface BoxSpec {
  readonly id: string;
  readonly name: string;
  /** FEFCO 0201: the regular slotted carton. */
  readonly style: string;
  /** `300 × 200 × 120`, millimetres. */
  readonly inside: string;
  readonly outside: string;
  /** The flat sheet, `1051 × 332`, millimetres. */
  readonly blank: string;
  readonly board: string;
  /** The heaviest contents of its parcels, rounded up to whole kilograms. */
  readonly maxWeightKg: number;
  readonly parcels: number;
  /** Of all parcels, 0 to 1. */
  readonly share: number;
  readonly averageFill: number;
}

interface Board {
  readonly name: string;
  readonly thicknessMm: number;
  readonly upToKg: number;
}

/** Common corrugated grades by what the box carries. */
const BOARDS: readonly Board[] = [
  { name: 'Single wall, B flute (3 mm)', thicknessMm: 3, upToKg: 5 },
  { name: 'Single wall, C flute (4 mm)', thicknessMm: 4, upToKg: 15 },
  { name: 'Double wall, BC flute (7 mm)', thicknessMm: 7, upToKg: Number.POSITIVE_INFINITY },
];
const GLUE_FLAP_MM = 35;

export function toBoxSpec(box: Box, groups: readonly ParcelGroup[]): BoxSpec {
  const own = groups.filter((group) => group.box.id === box.id);
  const parcels = sum(own, ({ count }) => count);
  const heaviest = own.reduce((most, { weightG }) => Math.max(most, weightG), 0);
  const maxWeightKg = Math.max(1, Math.ceil(heaviest / 1000));
  const board = BOARDS.find(({ upToKg }) => maxWeightKg <= upToKg);
  if (!board) throw new Error('The last board carries everything.');
  const total = sum(groups, ({ count }) => count);
  return {
    id: box.id,
    name: box.name,
    style: 'FEFCO 0201',
    inside: describeSides(box),
    outside: describeSides(outsideOf(box, board.thicknessMm)),
    blank: blankOf(box, board.thicknessMm),
    board: board.name,
    maxWeightKg,
    parcels,
    share: total === 0 ? 0 : parcels / total,
    averageFill:
      parcels === 0 ? 0 : sum(own, ({ itemVolume, count }) => itemVolume * count) / (volumeOf(box) * parcels),
  };
}

/** A wall on each side; top and bottom are two flaps thick each. */
const outsideOf = (box: Box, thicknessMm: number) => ({
  lengthMm: box.lengthMm + 2 * thicknessMm,
  widthMm: box.widthMm + 2 * thicknessMm,
  heightMm: box.heightMm + 4 * thicknessMm,
});

/** Four panels and the glue flap by the height and two half-width flaps, each panel with one thickness of allowance. */
function blankOf(box: Box, thicknessMm: number): string {
  const length = 2 * (box.lengthMm + box.widthMm) + 4 * thicknessMm + GLUE_FLAP_MM;
  const width = box.heightMm + box.widthMm + 4 * thicknessMm;
  return `${length} × ${width}`;
}
