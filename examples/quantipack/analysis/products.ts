import type { OrderLine } from './order-line.js';

/** Distinct values of one field, most frequent first; ties in the order of the file. */
export type Variants<T> = readonly T[];

/** One product of the list that an orders file implies: the rows of one SKU put together. */
export interface Product {
  readonly sku: string;
  readonly titles: Variants<string>;
  readonly lengthsMm: Variants<number>;
  readonly widthsMm: Variants<number>;
  readonly heightsMm: Variants<number>;
  readonly weightsG: Variants<number>;
  /** Rows that name the product. */
  readonly lineCount: number;
  /** Units ordered in all of them. */
  readonly units: number;
}

/** Length, width and height of one product in whole millimetres, rounded up so that a sum of them is exact. */
export interface Measures {
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** 0 when the file gives none: sizes alone decide whether something fits. */
  readonly weightG: number;
}

/** The distinct SKUs in the order in which the file first names them. */
export function toProducts(lines: readonly OrderLine[]): Product[] {
  const bySku = new Map<string, OrderLine[]>();
  for (const line of lines) {
    const rows = bySku.get(line.sku);
    if (rows) rows.push(line);
    else bySku.set(line.sku, [line]);
  }
  return [...bySku].map(([sku, rows]) => ({
    sku,
    titles: variantsOf(rows.map((row) => row.title)),
    lengthsMm: variantsOf(rows.map((row) => row.lengthMm)),
    widthsMm: variantsOf(rows.map((row) => row.widthMm)),
    heightsMm: variantsOf(rows.map((row) => row.heightMm)),
    weightsG: variantsOf(rows.map((row) => row.weightG)),
    lineCount: rows.length,
    units: rows.reduce((sum, row) => sum + row.quantity, 0),
  }));
}

function variantsOf<T extends string | number>(values: readonly (T | null)[]): Variants<T> {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value);
}

/** What the packing works with: the most frequent measures; null while one of the three sides is missing everywhere. */
export function measuresOf(product: Product): Measures | null {
  const [lengthMm] = product.lengthsMm;
  const [widthMm] = product.widthsMm;
  const [heightMm] = product.heightsMm;
  if (lengthMm === undefined || widthMm === undefined || heightMm === undefined) return null;
  return {
    lengthMm: Math.ceil(lengthMm),
    widthMm: Math.ceil(widthMm),
    heightMm: Math.ceil(heightMm),
    weightG: Math.ceil(product.weightsG[0] ?? 0),
  };
}
