export type OrderColumn = 'orderId' | 'date' | 'sku' | 'title' | 'length' | 'width' | 'height' | 'weight' | 'quantity';

/** Where a column stands and by what its numbers are multiplied to become millimetres or grams. */
export interface ColumnPlace {
  readonly index: number;
  readonly factor: number;
}

type Names = Readonly<Record<string, number>>;

const millimetres = (name: string): Names => ({ [`${name}_mm`]: 1, [name]: 1, [`${name}_cm`]: 10 });

/** Header names that shops' exports use, each with its unit's factor. */
const COLUMN_NAMES: Readonly<Record<OrderColumn, Names>> = {
  orderId: { order_id: 1, order: 1, order_number: 1 },
  date: { date: 1, order_date: 1, created_at: 1 },
  sku: { sku: 1, variant_sku: 1, lineitem_sku: 1 },
  title: { title: 1, product: 1, product_title: 1, lineitem_name: 1 },
  length: millimetres('length'),
  width: millimetres('width'),
  height: millimetres('height'),
  weight: { weight_g: 1, weight: 1, weight_kg: 1000 },
  quantity: { quantity: 1, qty: 1, lineitem_quantity: 1 },
};

const ALL_COLUMNS = Object.keys(COLUMN_NAMES) as OrderColumn[];

export type HeaderReading =
  | { readonly ok: true; readonly places: Readonly<Record<OrderColumn, ColumnPlace>> }
  | { readonly ok: false; readonly missing: readonly string[] };

const normalized = (cell: string) =>
  cell
    .trim()
    .toLowerCase()
    .replace(/[\s()-]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Finds every column in any order; a second column of the same meaning is ignored. */
export function readHeader(cells: readonly string[]): HeaderReading {
  const headings = cells.map(normalized);
  const places: Partial<Record<OrderColumn, ColumnPlace>> = {};
  const missing: string[] = [];
  for (const column of ALL_COLUMNS) {
    const names = COLUMN_NAMES[column];
    const index = headings.findIndex((heading) => Object.hasOwn(names, heading));
    const factor = names[headings[index] ?? ''];
    if (factor === undefined) missing.push(Object.keys(names)[0] ?? column);
    else places[column] = { index, factor };
  }
  return missing.length > 0 ? { ok: false, missing } : { ok: true, places: places as Record<OrderColumn, ColumnPlace> };
}
