import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay } from './calendar.js';
import { parseOrders } from './parse-orders.js';

const HEADER = 'order_id,date,sku,title,length_mm,width_mm,height_mm,weight_g,quantity';
const GOOD = 'N1,2026-11-20,MUG-1,"Mug, blue",120,90,100,400,2';
const parse = (...rows: string[]) => parseOrders([HEADER, ...rows].join('\n'));

describe('parseOrders', () => {
  it('reads a row with its line, its day and its measures', () => {
    const { lines, badRows, rowCount } = parse(GOOD);
    expect(lines).toMatchObject([
      { line: 2, orderId: 'N1', sku: 'MUG-1', title: 'Mug, blue', lengthMm: 120, weightG: 400, quantity: 2 },
    ]);
    expect(formatDay(lines[0]?.day ?? 0)).toBe('2026-11-20');
    expect(badRows).toEqual([]);
    expect(rowCount).toBe(1);
  });

  it('reads semicolons, a byte order mark, other names, other units and columns in any order', () => {
    const text =
      '\uFEFFQty;SKU;Order;Order date;Title;Length (cm);Width (cm);Height (cm);Weight (kg)\r\n3;A;7;2026-01-02;T, long;12;9.5;10;0.4\r\n';
    expect(parseOrders(text).lines).toMatchObject([
      { sku: 'A', quantity: 3, title: 'T, long', lengthMm: 120, widthMm: 95, heightMm: 100, weightG: 400 },
    ]);
  });

  it('keeps blank titles, sizes and weights as unknown', () => {
    expect(parse('N1,2026-11-20,MUG-1,,,90,100,,2').lines).toMatchObject([
      { title: null, lengthMm: null, widthMm: 90, weightG: null },
    ]);
  });

  it.each([
    ['N1,2026-11-31,A,t,1,1,1,1,1', 'The date "2026-11-31" is not a day written as 2026-11-30.'],
    ['N1,,A,t,1,1,1,1,1', 'The date is blank.'],
    [',2026-11-20,A,t,1,1,1,1,1', 'The order id is blank.'],
    ['N1,2026-11-20,,t,1,1,1,1,1', 'The SKU is blank.'],
    ['N1,2026-11-20,A,t,x,1,1,1,1', 'The length "x" is not a number.'],
    ['N1,2026-11-20,A,t,1,1,-4,1,1', 'The height -4 is not above zero.'],
    ['N1,2026-11-20,A,t,1,1,1,5000000,1', 'The weight 5000000 is more than 1000000 g.'],
    ['N1,2026-11-20,A,t,1,1,1,1,two', 'The quantity "two" is not a number.'],
    ['N1,2026-11-20,A,t,1,1,1,1,1.5', 'The quantity 1.5 is not a whole number of at least 1.'],
    ['N1,2026-11-20,A,t,1,1,1,1,4000', 'The quantity 4000 is more than 1000.'],
    ['N1,2026-11-20,A,t,1', 'Has 5 cells, the header has 9.'],
  ])('reports %s by line and reason and keeps its neighbours', (row, reason) => {
    const { lines, badRows, rowCount } = parse(GOOD, row, GOOD);
    expect(badRows).toEqual([{ line: 3, reason }]);
    expect(lines.map(({ line }) => line)).toEqual([2, 4]);
    expect(rowCount).toBe(3);
  });

  it('counts lines over a title that spans two and over blank lines', () => {
    const { badRows } = parse('N1,2026-11-20,A,"two\nlines",1,1,1,1,1', '', 'N1,2026-11-20,A,t,1,1,1,1,none');
    expect(badRows).toEqual([{ line: 5, reason: 'The quantity "none" is not a number.' }]);
  });

  it('loses one row to a quotation mark that never closes, not the rest of the file', () => {
    const { lines, badRows } = parse(GOOD, 'N2,2026-11-20,A,"never closed,1,1,1,1,1', GOOD, GOOD);
    expect(badRows).toEqual([{ line: 3, reason: 'A quotation mark opens here and never closes.' }]);
    expect(lines.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it('names the columns that a header lacks', () => {
    const { lines, badRows } = parseOrders('order_id,date,sku\nN1,2026-11-20,A');
    expect(lines).toEqual([]);
    expect(badRows).toEqual([
      { line: 1, reason: 'The header lacks title, length_mm, width_mm, height_mm, weight_g, quantity.' },
    ]);
  });

  it('says that an empty file is empty', () => {
    expect(parseOrders('').badRows).toEqual([{ line: 1, reason: 'The file is empty.' }]);
  });

  it('answers any text with rows that are good or reported, and never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom('', '"', '""', '1', '-1', '1e9', '2026-11-20', 'A', 'a,b', '"a\nb"', '\u0000', '\r'),
      fc.string({ maxLength: 8 }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 11 }).map((cells) => cells.join(','));
    const text = fc.oneof(
      fc.string(),
      fc.array(row, { maxLength: 12 }).map((rows) => [HEADER, ...rows].join('\n')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { lines, badRows, rowCount } = parseOrders(source);
        expect(lines.length + badRows.length).toBeGreaterThanOrEqual(Math.min(1, rowCount));
        for (const line of lines) {
          expect(line.quantity).toBeGreaterThanOrEqual(1);
          for (const measure of [line.lengthMm, line.widthMm, line.heightMm, line.weightG]) {
            expect(measure === null || (measure > 0 && Number.isFinite(measure))).toBe(true);
          }
        }
        expect(new Set(badRows.map(({ reason }) => reason)).has('')).toBe(false);
      }),
      { seed: 20_261, numRuns: 500 },
    );
  });
});
