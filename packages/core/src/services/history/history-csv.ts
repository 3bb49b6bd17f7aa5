import type { Customer } from '../../customer.js';
import type { HistoryEntry } from '../../outcomes.js';
import type { HistoryFilter } from '../../token-options.js';
import type { EngineContext } from '../engine/context.js';
import { history } from './history.js';

const PAGE = 200;
const COLUMNS = [
  'id',
  'at',
  'kind',
  'feature',
  'member',
  'amount',
  'held',
  'balance_after',
  'reference',
  'metadata',
] as const;

/** The same lines as `history`, newest first, as CSV (RFC 4180): a heading, then one line per operation. */
export async function* historyCsv(
  context: EngineContext,
  customer: Customer,
  filter: HistoryFilter = {},
): AsyncGenerator<string, void, void> {
  yield toLine(COLUMNS);
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof history>> = await history(context, customer, {
      ...filter,
      limit: PAGE,
      cursor,
    });
    for (const entry of page.entries) yield toLine(fieldsOf(entry));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}

const fieldsOf = (entry: HistoryEntry): readonly (string | number | null)[] => [
  entry.id,
  entry.at.toISOString(),
  entry.kind,
  entry.feature,
  entry.member,
  entry.amount,
  entry.held,
  entry.balanceAfter,
  entry.reference,
  entry.metadata === null ? null : JSON.stringify(entry.metadata),
];

const toLine = (fields: readonly (string | number | null)[]): string => `${fields.map(toField).join(',')}\r\n`;

function toField(value: string | number | null): string {
  if (value === null) return '';
  // Numbers are ours and stay numbers, a minus included; texts are anybody's.
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run a text that begins like this as a formula, also full-width, and behind what it does not show.
  const harmless = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
