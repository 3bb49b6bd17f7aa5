import { type Call, type Route, route } from '../http/call.js';
import { invalidRequest } from '../http/stripe-error.js';
import type { TableName } from '../state/tables.js';

interface SearchParams {
  query: string;
  limit?: number;
  page?: string;
}

const SEARCHABLE: readonly (readonly [path: string, table: TableName])[] = [
  ['customers', 'customers'],
  ['products', 'products'],
  ['prices', 'prices'],
  ['subscriptions', 'subscriptions'],
  ['invoices', 'invoices'],
  ['charges', 'charges'],
  ['payment_intents', 'paymentIntents'],
];

/** Stripe's search language, as far as billing code uses it. Unlike Stripe's, the index is never behind. */
export const searchRoutes: readonly Route[] = SEARCHABLE.map(([path, table]) =>
  route<SearchParams>('GET', `/v1/${path}/search`, (call) => search(call, path, table)),
);

function search({ world, params }: Call<SearchParams>, path: string, table: TableName) {
  const matches = parse(params.query);
  const limit = params.limit ?? 10;
  const start = params.page ? Number(params.page) : 0;
  const found = (Object.values(world.tables[table]) as Record<string, unknown>[]).filter(matches).reverse();
  const more = found.length > start + limit;
  return {
    object: 'search_result',
    data: found.slice(start, start + limit),
    has_more: more,
    next_page: more ? String(start + limit) : null,
    url: `/v1/${path}/search`,
  };
}

type Test = (row: Record<string, unknown>) => boolean;

// One clause: -field:"value", field~"part", metadata["key"]:"value", field>10; clauses are joined by AND or OR, never both.
const CLAUSE = /^(-?)([a-z_.]+)(?:\[["']([^"']+)["']\])?\s*(:|~|>=|<=|>|<)\s*(?:"([^"]*)"|'([^']*)'|(\S+))$/i;

function parse(query: string): Test {
  const any = /\sOR\s/i.test(query);
  if (any && /\sAND\s/i.test(query))
    throw invalidRequest('You cannot combine AND and OR in the same query.', { param: 'query' });
  const tests = query.split(any ? /\s+OR\s+/i : /\s+(?:AND\s+)?(?=(?:[^"']|"[^"]*"|'[^']*')*$)/i).map(clause);
  return (row) => (any ? tests.some((test) => test(row)) : tests.every((test) => test(row)));
}

function clause(text: string): Test {
  const match = CLAUSE.exec(text.trim());
  if (!match)
    throw invalidRequest(
      `We were unable to parse your search query at: ${text}. Write field:"value", joined by AND or OR.`,
      { param: 'query' },
    );
  const [, minus, field = '', key, operator = ':', double, single, bare] = match;
  const wanted = double ?? single ?? bare ?? '';
  const isNull = bare === 'null';
  return (row) => {
    const value = read(row, key === undefined ? field : `${field}.${key}`);
    return compare(value, operator, wanted, isNull) !== (minus === '-');
  };
}

function read(row: Record<string, unknown>, path: string): unknown {
  // `metadata.a.b` is the key `a.b`, not a path.
  const [first = '', ...rest] = path.split('.');
  const value = row[first];
  return rest.length === 0 || value === null || typeof value !== 'object'
    ? value
    : (value as Record<string, unknown>)[rest.join('.')];
}

function compare(value: unknown, operator: string, wanted: string, isNull: boolean): boolean {
  if (isNull) return value === null || value === undefined;
  if (value === null || value === undefined) return false;
  switch (operator) {
    case ':':
      return String(value).toLowerCase() === wanted.toLowerCase();
    case '~':
      return String(value).toLowerCase().includes(wanted.toLowerCase());
    case '>':
      return Number(value) > Number(wanted);
    case '<':
      return Number(value) < Number(wanted);
    case '>=':
      return Number(value) >= Number(wanted);
    default:
      return Number(value) <= Number(wanted);
  }
}
