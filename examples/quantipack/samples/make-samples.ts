/**
 * Writes small.csv, middle.csv and large.csv: orders of an invented ceramics shop. Seeded, so that the same script always
 * writes the same bytes; a test compares them with the committed files.
 *
 *   node samples/make-samples.ts
 */
import { writeFileSync } from 'node:fs';

interface SampleSize {
  readonly seed: number;
  readonly orders: number;
  readonly products: number;
  readonly weeks: number;
  readonly badRows: number;
}

export const SAMPLE_SIZES = {
  small: { seed: 11, orders: 48, products: 18, weeks: 6, badRows: 0 },
  middle: { seed: 22, orders: 412, products: 64, weeks: 18, badRows: 5 },
  large: { seed: 33, orders: 2600, products: 240, weeks: 52, badRows: 14 },
} as const satisfies Readonly<Record<string, SampleSize>>;
export type SampleName = keyof typeof SAMPLE_SIZES;

/** The last day of every sample, a Sunday. */
const LAST_DAY = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const HEADER = 'order_id,date,sku,title,length_mm,width_mm,height_mm,weight_g,quantity';

/** mulberry32, by Tommy Ettinger (public domain): small, and good enough for invented orders. */
function createRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (probability: number) => next() < probability,
    between: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    pick: <T>(values: readonly [T, ...T[]]): T => values[Math.floor(next() * values.length)] ?? values[0],
    weighted: (weights: readonly number[]) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      });
      return Math.max(0, index);
    },
  };
}
type Random = ReturnType<typeof createRandom>;

/** Kinds of goods with their usual outside measures in mm, packed weight in g, and how often they sell. */
const KINDS = [
  { code: 'MUG', name: 'Mug', sides: [125, 95, 105], weight: 420, popularity: 9 },
  { code: 'ESP', name: 'Espresso cup', sides: [85, 70, 70], weight: 190, popularity: 6 },
  { code: 'BWL', name: 'Bowl', sides: [165, 165, 75], weight: 560, popularity: 7 },
  { code: 'PLT', name: 'Plate', sides: [275, 275, 35], weight: 860, popularity: 5 },
  { code: 'SPN', name: 'Spoon rest', sides: [230, 95, 28], weight: 210, popularity: 4 },
  { code: 'TEA', name: 'Teapot', sides: [225, 145, 150], weight: 1180, popularity: 2 },
  { code: 'VAS', name: 'Vase', sides: [140, 140, 270], weight: 1350, popularity: 2 },
  { code: 'CND', name: 'Candle holder', sides: [95, 95, 60], weight: 250, popularity: 4 },
  { code: 'PLN', name: 'Planter', sides: [240, 240, 220], weight: 2450, popularity: 1 },
  { code: 'TIL', name: 'Trivet tile', sides: [155, 155, 18], weight: 480, popularity: 3 },
  { code: 'TRY', name: 'Serving tray', sides: [390, 280, 45], weight: 1620, popularity: 1 },
  { code: 'ROL', name: 'Rolling pin', sides: [470, 75, 75], weight: 980, popularity: 1 },
] as const;
const SERIES = ['Fjord', 'Heide', 'Kiesel', 'Nebel', 'Moor', 'Birke', 'Salz', 'Winter'] as const;
const COLOURS = ['blue', 'white', 'sand', 'moss', 'slate', 'rust', 'ochre', 'rose'] as const;

interface Good {
  readonly sku: string;
  readonly cells: readonly string[];
  readonly popularity: number;
}

function makeGoods(random: Random, count: number): Good[] {
  const goods = new Map<string, Good>();
  while (goods.size < count) {
    const kind = KINDS[goods.size % KINDS.length] ?? KINDS[0];
    const series = random.pick(SERIES);
    const colour = random.pick(COLOURS);
    const size = random.between(1, 3);
    const sku = `${kind.code}-${series.slice(0, 2).toUpperCase()}-${colour.slice(0, 2).toUpperCase()}${size}`;
    if (goods.has(sku)) continue;
    const scale = 0.8 + 0.1 * size;
    const sides = kind.sides.map((side) => String(Math.round(side * scale + random.between(-3, 3))));
    const weight = String(Math.round((kind.weight * scale ** 3) / 10) * 10);
    const title = `${kind.name} ${series}, ${colour}${size === 1 ? '' : size === 2 ? ', medium' : ', large'}`;
    const whole = [title, ...sides, weight];
    const cells = flaw(random, whole);
    // Pages with gaps sell less.
    const popularity = kind.popularity * (0.2 + random.between(1, 20) / 10) * (cells === whole ? 1 : 0.4);
    goods.set(sku, { sku, cells, popularity });
  }
  return [...goods.values()];
}

/** About one product page in six has something for the PDP analyzer to find. */
function flaw(random: Random, cells: readonly string[]): readonly string[] {
  if (!random.chance(0.17)) return cells;
  const [title = '', length = '', width = '', height = '', weight = ''] = cells;
  switch (random.between(1, 6)) {
    case 1:
      return [title, length, width, height, ''];
    case 2:
      return [title, length, width, '', weight];
    case 3:
      return ['', length, width, height, weight];
    case 4: // kilograms in the column for grams
      return [title, length, width, height, String(Number(weight) / 1000)];
    case 5: // centimetres in the columns for millimetres
      return [title, ...[length, width, height].map((side) => String(Math.round(Number(side) / 10))), weight];
    default:
      return [title.split(' ')[0] ?? title, length, width, height, weight];
  }
}

/** Trade grows over the year, peaks before Christmas and rests on Sundays. */
function makeDays(random: Random, orders: number, weeks: number): number[] {
  const days = Array.from({ length: weeks * 7 }, (_, index) => index);
  const weights = days.map((day) => {
    const growth = 1 + (0.6 * day) / days.length;
    const beforeChristmas = day > days.length - 21 ? 1.35 : 1;
    const weekday = [1.3, 1.15, 1, 1, 1.05, 0.6, 0.25][day % 7] ?? 1;
    return growth * beforeChristmas * weekday;
  });
  const picked = Array.from({ length: orders }, () => random.weighted(weights));
  return picked.sort((a, b) => a - b).map((day) => LAST_DAY - (weeks * 7 - 1 - day) * DAY_MS);
}

const quoted = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Rows as a hurried export writes them: each is refused with its own reason. */
const BAD_ROWS: readonly ((row: readonly string[]) => readonly string[])[] = [
  (row) => row.with(8, 'two'),
  (row) => row.with(1, '31.11.2026'),
  (row) => row.with(2, ''),
  (row) => row.with(6, '-40'),
  (row) => row.slice(0, 7),
  (row) => row.with(8, '0'),
  (row) => row.with(7, 'heavy'),
];

export function makeSample(name: SampleName): string {
  const { seed, orders, products, weeks, badRows } = SAMPLE_SIZES[name];
  const random = createRandom(seed);
  const goods = makeGoods(random, products);
  const rows: (readonly string[])[] = [];
  for (const [index, day] of makeDays(random, orders, weeks).entries()) {
    const id = `N${10_000 + index}`;
    const date = new Date(day).toISOString().slice(0, 10);
    const basket = new Set<Good>();
    const kinds = 1 + random.weighted([52, 28, 12, 6, 2]);
    while (basket.size < kinds) basket.add(goods[random.weighted(goods.map((good) => good.popularity))] ?? pickFirst(goods));
    for (const good of basket) {
      const quantity = 1 + random.weighted([68, 20, 5, 5, 0, 2]);
      rows.push([id, date, good.sku, ...remeasured(random, good.cells), String(quantity)]);
    }
  }
  // One wholesale order that needs more than one parcel.
  const first = rows[0];
  if (first) rows[0] = first.with(8, name === 'small' ? '24' : '40');
  for (let count = 0; count < badRows; count += 1) {
    const at = Math.floor(((count + 1) * rows.length) / (badRows + 1));
    rows[at] = BAD_ROWS[count % BAD_ROWS.length]?.(rows[at] ?? []) ?? [];
  }
  return `${[HEADER, ...rows.map((row) => row.map(quoted).join(','))].join('\n')}\n`;
}

const pickFirst = (goods: readonly Good[]): Good => {
  const [first] = goods;
  if (!first) throw new Error('A sample has at least one product.');
  return first;
};

/** Now and then a product was measured again: the file then contradicts itself. */
function remeasured(random: Random, cells: readonly string[]): readonly string[] {
  const height = cells[3];
  return height && random.chance(0.004) ? cells.with(3, String(Number(height) + 12)) : cells;
}

if (process.argv[1] === import.meta.filename) {
  for (const name of Object.keys(SAMPLE_SIZES) as SampleName[]) {
    writeFileSync(new URL(`./${name}.csv`, import.meta.url), makeSample(name));
  }
}
