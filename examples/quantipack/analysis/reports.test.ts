import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzePdp } from './pdp-analyzer.js';
import { planDemand } from './demand-planner.js';
import { anyLines } from './packing/arbitrary-orders.js';
import { parseOrders } from './parse-orders.js';
import { generateSpec } from './spec-generator.js';
import { analyzeSuite } from './suite-analyzer.js';

const HEADER = 'order_id,date,sku,title,length_mm,width_mm,height_mm,weight_g,quantity';
const parse = (rows: readonly string[]) => parseOrders([HEADER, ...rows].join('\n'));
const nothing = { lines: [], badRows: [], rowCount: 0 };

describe('analyzePdp', () => {
  const report = analyzePdp(
    parse([
      'N1,2026-11-16,FINE,Mug Fjord blue,120,90,100,400,1',
      'N1,2026-11-16,GAPS,,,90,100,,7',
      'N2,2026-11-16,HEAVY,Bowl in centimetres,12,9,10,20000,1',
      'N3,2026-11-16,TWICE,Plate with two heights,270,270,30,900,1',
      'N4,2026-11-16,TWICE,Plate with two heights,270,270,42,900,1',
      'N5,2026-11-16,CUBE,Not measured yet,100,100,100,300,1',
      'N6,2026-11-16,TWIN-1,Vase Moor,140,140,270,1300,1',
      'N7,2026-11-16,TWIN-2,Vase Moor,140,140,270,1300,1',
      'N8,2026-11-16,SHORT,Pot,140,140,270,1300,1',
    ]),
  );
  const rulesOf = (sku: string) =>
    report.products.find((product) => product.sku === sku)?.findings.map(({ rule }) => rule) ?? [];

  it('finds what is missing, contradictory or impossible, and nothing on a good page', () => {
    expect(rulesOf('FINE')).toEqual([]);
    expect(rulesOf('GAPS')).toEqual(['missing_size', 'missing_weight', 'missing_title']);
    expect(rulesOf('HEAVY')).toEqual(['implausible_density']);
    expect(rulesOf('TWICE')).toEqual(['conflicting_size']);
    expect(rulesOf('CUBE')).toEqual(['placeholder_size']);
    expect(rulesOf('TWIN-1')).toEqual(['shared_title']);
    expect(rulesOf('TWIN-2')).toEqual(['shared_title']);
    expect(rulesOf('SHORT')).toEqual(['short_title']);
  });

  it('counts filled cells: 37 of the 40 that eight products need', () => {
    expect(report.productCount).toBe(8);
    expect(report.completeness).toBeCloseTo(37 / 40);
    expect(report.flawlessCount).toBe(1);
    expect(report.fields.find(({ field }) => field === 'weight')?.filled).toBe(7);
  });

  it('lists the most ordered product first and says both values of a contradiction', () => {
    expect(report.products[0]?.sku).toBe('GAPS');
    const twice = report.products.find(({ sku }) => sku === 'TWICE');
    expect(twice?.findings[0]?.text).toBe('The height is given as 30 and 42 mm.');
  });
});

describe('analyzeSuite', () => {
  const suite = [
    { id: 's', name: 'S', lengthMm: 100, widthMm: 100, heightMm: 100, maxWeightG: 5_000 },
    { id: 'm', name: 'M', lengthMm: 110, widthMm: 110, heightMm: 100, maxWeightG: 5_000 },
    { id: 'l', name: 'L', lengthMm: 300, widthMm: 300, heightMm: 300, maxWeightG: 5_000 },
    { id: 'xl', name: 'XL', lengthMm: 900, widthMm: 900, heightMm: 900, maxWeightG: 5_000 },
  ];
  // S could do without M only at a loss; one parcel in a hundred uses S, and M takes it for hardly more air.
  const rows = [
    'N0,2026-11-16,TINY,Tiny thing,100,100,100,100,1',
    ...Array.from({ length: 99 }, (_, index) => `M${index},2026-11-16,MID,Middle thing,110,105,100,100,1`),
    ...Array.from({ length: 50 }, (_, index) => `L${index},2026-11-16,LOW,Low thing,300,300,200,100,1`),
  ];

  it('reports use, fill and air that add up', async () => {
    const report = await analyzeSuite(parse(rows), { suite });
    expect(report.boxes.map(({ parcels }) => parcels)).toEqual([1, 99, 50, 0]);
    expect(report.parcelCount).toBe(150);
    expect(report.parcelsByFill.reduce((sum, count) => sum + count, 0)).toBe(150);
    const goods = 1 * 1 + 99 * 1.155 + 50 * 18;
    const boxes = 1 * 1 + 99 * 1.21 + 50 * 27;
    expect(report.utilisation).toBeCloseTo(goods / boxes);
    expect(report.voidFillLitres).toBeCloseTo(boxes - goods);
  });

  it('names boxes that nobody needs, those that can go and those that are too high', async () => {
    const { boxes, unneeded, savedLitres } = await analyzeSuite(parse(rows), { suite });
    expect(boxes.map(({ advice }) => advice)).toEqual([
      { kind: 'drop', useInstead: 'M' },
      { kind: 'keep' },
      { kind: 'lower', byMm: 100 },
      { kind: 'unused' },
    ]);
    expect(unneeded).toEqual(['S', 'XL']);
    // 50 boxes become 9 litres smaller, one parcel moves from 1 to 1.21 litres.
    expect(savedLitres).toBeCloseTo(50 * 9 - 0.21);
  });

  it('answers a file without usable orders with zeros', async () => {
    const report = await analyzeSuite(nothing);
    expect(report).toMatchObject({ orderCount: 0, parcelCount: 0, utilisation: 0, voidFillLitres: 0 });
  });

  it('accounts for every order of any file', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const report = await analyzeSuite({ lines, badRows: [], rowCount: lines.length });
        expect(report.utilisation).toBeLessThanOrEqual(1);
        expect(report.voidFillLitres).toBeGreaterThanOrEqual(0);
        const perBox = report.boxes.reduce((sum, { parcels }) => sum + parcels, 0);
        expect(perBox).toBe(report.parcelCount);
        expect(report.unpackedCount).toBeLessThanOrEqual(report.orderCount);
      }),
      { seed: 99, numRuns: 60 },
    );
  });
});

describe('generateSpec', () => {
  it('proposes a suite that ships any orders in no more volume than its own best step, with all parcels served', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const report = await generateSpec({ lines, badRows: [], rowCount: lines.length });
        const served = report.specs.reduce((sum, { parcels }) => sum + parcels, 0);
        expect(served).toBe(report.parcelCount);
        const volumes = report.curve.map(({ litresPerParcel }) => litresPerParcel);
        expect(volumes).toEqual(volumes.toSorted((a, b) => b - a));
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it('finds the one box that fits when every order is the same', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => `N${index},2026-11-16,A,One kind of thing,195,145,75,800,1`);
    const report = await generateSpec(parse(rows));
    expect(report.specs).toHaveLength(1);
    expect(report.specs[0]).toMatchObject({ inside: '200 × 150 × 80', parcels: 20, share: 1, maxWeightKg: 1 });
    expect(report.proposed.litresPerParcel).toBeCloseTo(2.4);
    expect(report.sheet).toContain('- Inside: 200 × 150 × 80 mm');
    // B flute, 3 mm: walls on both sides, four layers of flaps, and the blank of a regular slotted carton.
    expect(report.specs[0]).toMatchObject({ outside: '206 × 156 × 92', blank: '747 × 242' });
  });

  it('writes a sheet that says so when there is nothing to propose', async () => {
    const report = await generateSpec(nothing);
    expect(report.specs).toEqual([]);
    expect(report.sheet).toContain('nothing to propose');
  });
});

describe('planDemand', () => {
  const week = (monday: string, orders: number) =>
    Array.from({ length: orders }, (_, index) => `${monday}-${index},${monday},A,One kind of thing,200,150,90,800,1`);

  it('counts boxes by week, fills empty weeks and forecasts eight more', async () => {
    const rows = [...week('2026-10-05', 3), ...week('2026-10-19', 5), ...week('2026-10-30', 2)];
    const report = await planDemand(parse(rows));
    expect(report.weeks).toEqual(['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26']);
    expect(report.boxes).toMatchObject([{ name: 'Box S', history: [3, 0, 5, 2] }]);
    expect(report.weeksAhead[0]).toBe('2026-11-02');
    expect(report.weeksAhead).toHaveLength(8);
    expect(report.total.history).toEqual([3, 0, 5, 2]);
    expect(report.method).toBe('simple exponential smoothing');
    expect(report.boxes[0]?.toOrder).toBe(report.total.forecast.reduce((sum, value) => sum + value, 0));
  });

  it('does not learn from weeks that the file cuts off', async () => {
    const rows = [
      ...week('2026-10-08', 1),
      ...week('2026-10-12', 4),
      ...week('2026-10-19', 4),
      ...week('2026-10-26', 1),
    ];
    const report = await planDemand(parse(rows));
    expect(report.partialWeeks).toEqual(['2026-10-05', '2026-10-26']);
    expect(report.boxes[0]?.history).toEqual([4, 4]);
    expect(report.weeksAhead[0]).toBe('2026-10-26');
  });

  it("uses Holt's method once there are enough weeks and meets a steady trend", async () => {
    const mondays = Array.from({ length: 10 }, (_, index) => new Date(Date.UTC(2026, 7, 3 + 7 * index)));
    const rows = mondays.flatMap((monday, index) => week(monday.toISOString().slice(0, 10), 2 + index));
    // The last order is on a Monday, so the tenth week counts as cut off.
    const report = await planDemand(parse(rows));
    expect(report.method).toBe("Holt's linear trend");
    expect(report.boxes[0]?.forecast).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
  });

  it('answers a file without usable orders with nothing to order', async () => {
    const report = await planDemand(nothing);
    expect(report).toMatchObject({ weeks: [], boxes: [], parcelCount: 0 });
  });
});
