/** A box size as a packer knows it: inside measures in whole millimetres. */
export interface Box {
  readonly id: string;
  readonly name: string;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** What may be in it, in grams. */
  readonly maxWeightG: number;
}

/** One physical unit to pack; the same SKU twice is two items. */
export interface Item {
  readonly sku: string;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly weightG: number;
}

type Sides = Pick<Box, 'lengthMm' | 'widthMm' | 'heightMm'>;

/** In cubic millimetres. */
export const volumeOf = (sides: Sides) => sides.lengthMm * sides.widthMm * sides.heightMm;

/** Cubic millimetres as litres. */
export const toLitres = (volume: number) => volume / 1_000_000;

/** `300 × 200 × 120`, in millimetres. */
export const describeSides = (sides: Sides) => `${sides.lengthMm} × ${sides.widthMm} × ${sides.heightMm}`;

/** Longest side first. */
export const sortedSides = (sides: Sides): [number, number, number] =>
  [sides.lengthMm, sides.widthMm, sides.heightMm].sort((a, b) => b - a) as [number, number, number];

/** Whether one item goes into an empty box in some rotation. */
export function fitsAlone(item: Sides, box: Sides): boolean {
  const [itemLong, itemMiddle, itemShort] = sortedSides(item);
  const [boxLong, boxMiddle, boxShort] = sortedSides(box);
  return itemLong <= boxLong && itemMiddle <= boxMiddle && itemShort <= boxShort;
}
