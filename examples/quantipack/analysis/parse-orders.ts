import { CsvError, parse } from 'csv-parse/sync';
import { parseDay } from './calendar.js';
import { type ColumnPlace, type OrderColumn, readHeader } from './order-columns.js';
import type { BadRow, OrderLine, ParsedOrders } from './order-line.js';

/** More of one product in one row is a typing error more often than an order. */
export const MAX_QUANTITY = 1000;
/** 20 m and 1,000 kg: beyond is a wrong unit, not a product. */
const MAX_LENGTH_MM = 20_000;
const MAX_WEIGHT_G = 1_000_000;
const MAX_TEXT = 200;

interface RawRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Thrown by the cell readers with the sentence that `badRows` repeats. Never leaves this file. */
class RowProblem extends Error {}

const shown = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** The most frequent candidate in the header line: titles may hold commas in a semicolon file. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

function readRecords(text: string): { records: RawRecord[]; badRows: BadRow[] } {
  const options = {
    delimiter: delimiterOf(text),
    info: true,
    bom: true,
    trim: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  };
  const attempt = (source: string): RawRecord[] | null => {
    try {
      return parse(source, options) as unknown as RawRecord[];
    } catch (error) {
      if (error instanceof CsvError) return null;
      throw error;
    }
  };
  const records = attempt(text);
  if (records) return { records, badRows: [] };
  // A quotation mark that never closes swallows all that follows. Its line has an odd number of marks; the right one to
  // leave out is the one without which most rows can be read.
  const lines = text.split('\n');
  let best: { records: RawRecord[]; badRows: BadRow[] } | null = null;
  for (const index of oddlyQuoted(lines)) {
    const rest = attempt(lines.with(index, '').join('\n'));
    if (!rest || rest.length <= (best?.records.length ?? 0)) continue;
    best = { records: rest, badRows: [{ line: index + 1, reason: 'A quotation mark opens here and never closes.' }] };
  }
  return best ?? { records: [], badRows: [{ line: 1, reason: 'The file cannot be read as CSV.' }] };
}

/** Every attempt reads the whole file, so there is an end to what is tried. */
const MAX_ATTEMPTS = 40;

const oddlyQuoted = (lines: readonly string[]) =>
  lines.flatMap((line, index) => ((line.split('"').length - 1) % 2 === 1 ? [index] : [])).slice(-MAX_ATTEMPTS);

/**
 * Reads an orders file. Never throws for what is in it: a row that cannot be used is reported with its line and the
 * reason, a blank title, size or weight is kept as null.
 */
export function parseOrders(text: string): ParsedOrders {
  const { records, badRows } = readRecords(text);
  const [header, ...rows] = records;
  if (!header) {
    const empty = { line: 1, reason: 'The file is empty.' };
    return { lines: [], badRows: badRows.length > 0 ? badRows : [empty], rowCount: badRows.length };
  }
  const reading = readHeader(header.record);
  if (!reading.ok) {
    const reason = `The header lacks ${reading.missing.join(', ')}.`;
    return { lines: [], badRows: [{ line: header.info.lines, reason }], rowCount: rows.length };
  }
  const lines: OrderLine[] = [];
  let previousEnd = header.info.lines;
  for (const { record, info } of rows) {
    // `lines` counts where the record ends; a title with a line break begins earlier.
    const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    const line = Math.max(previousEnd + 1, info.lines - breaks);
    previousEnd = info.lines;
    if (record.length !== header.record.length) {
      badRows.push({ line, reason: `Has ${record.length} cells, the header has ${header.record.length}.` });
      continue;
    }
    try {
      lines.push(readRow(line, record, reading.places));
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      badRows.push({ line, reason: error.message });
    }
  }
  badRows.sort((a, b) => a.line - b.line);
  return { lines, badRows, rowCount: lines.length + badRows.length };
}

function readRow(
  line: number,
  record: readonly string[],
  places: Readonly<Record<OrderColumn, ColumnPlace>>,
): OrderLine {
  const cell = (column: OrderColumn) => record[places[column].index] ?? '';
  const measure = (column: OrderColumn, maximum: number, unit: string) =>
    readMeasure(column, cell(column), places[column].factor, maximum, unit);
  return {
    line,
    orderId: readText('order id', cell('orderId')),
    day: readDay(cell('date')),
    sku: readText('SKU', cell('sku')),
    title: cell('title').replace(/\s+/g, ' ').slice(0, MAX_TEXT) || null,
    lengthMm: measure('length', MAX_LENGTH_MM, 'mm'),
    widthMm: measure('width', MAX_LENGTH_MM, 'mm'),
    heightMm: measure('height', MAX_LENGTH_MM, 'mm'),
    weightG: measure('weight', MAX_WEIGHT_G, 'g'),
    quantity: readQuantity(cell('quantity')),
  };
}

function readText(name: string, text: string): string {
  if (text === '') throw new RowProblem(`The ${name} is blank.`);
  if (text.length > MAX_TEXT) throw new RowProblem(`The ${name} is longer than ${MAX_TEXT} characters.`);
  return text;
}

function readDay(text: string): number {
  if (text === '') throw new RowProblem('The date is blank.');
  const day = parseDay(text);
  if (day === null) throw new RowProblem(`The date "${shown(text)}" is not a day written as 2026-11-30.`);
  return day;
}

function readMeasure(name: string, text: string, factor: number, maximum: number, unit: string): number | null {
  if (text === '') return null;
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RowProblem(`The ${name} "${shown(text)}" is not a number.`);
  const value = Number(text) * factor;
  if (value <= 0) throw new RowProblem(`The ${name} ${shown(text)} is not above zero.`);
  if (value > maximum) throw new RowProblem(`The ${name} ${shown(text)} is more than ${maximum} ${unit}.`);
  return value;
}

function readQuantity(text: string): number {
  if (text === '') throw new RowProblem('The quantity is blank.');
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RowProblem(`The quantity "${shown(text)}" is not a number.`);
  const quantity = Number(text);
  if (!Number.isInteger(quantity) || quantity < 1) {
    throw new RowProblem(`The quantity ${shown(text)} is not a whole number of at least 1.`);
  }
  if (quantity > MAX_QUANTITY) throw new RowProblem(`The quantity ${shown(text)} is more than ${MAX_QUANTITY}.`);
  return quantity;
}
