import type { Customer } from '../../customer.js';
import { type AccountId, type EntryKind, type EntryRow, UNLIMITED_TOKENS } from '../../domain/ledger-rows.js';
import type { Json } from '../../catalog-types.js';
import type { HistoryEntry, HistoryKind, HistoryPage } from '../../outcomes.js';
import { FareboxError } from '../../errors/farebox-error.js';
import { InvalidCursorError } from '../../errors/calls.js';
import { digest } from '../../domain/input-hash.js';
import { archivedEntries, entries } from '../../storage/ledger-families.js';
import { checkpointOf, everyDetail, everyEntry } from '../../ledger/ledger-reads.js';
import type { ListOptions, Page } from '../../storage/contract.js';
import type { HistoryOptions } from '../../token-options.js';
import { checkAmount, checkText } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';

const MAX_LIMIT = 200;
const DIGEST_LENGTH = 16;
/** Pages of the store behind one page of lines, at most. */
const ROUNDS = 8;
/** What a person reads. Schedules, extensions and the like are the ledger's own business. */
const SHOWN = [
  'spend',
  'hold',
  'capture',
  'release',
  'holdExpired',
  'refill',
  'grant',
  'expire',
  'refund',
  'clawback',
  'adjust',
  'rollover',
  'overage',
  'transferIn',
  'transferOut',
] as const satisfies readonly (HistoryKind & EntryKind)[];

/**
 * Newest first, one line per operation. An operation over several grants is several entries: the list asks for the first
 * part of each and then for all under those keys, so a page never cuts one in two.
 */
export async function history(
  context: EngineContext,
  customer: Customer,
  options: HistoryOptions = {},
): Promise<HistoryPage> {
  return context.telemetry.span('farebox.tokens.history', {}, async () => {
    const limit = options.limit === undefined ? 50 : Math.min(MAX_LIMIT, checkAmount(options.limit, '`limit`'));
    const account = await context.accounts.open(customer);
    const reference = checkText(options.reference, '`reference`');
    const member = checkText(options.member, '`member`');
    const keys = reference === undefined ? undefined : await keysUnder(context, account, reference);
    if (keys?.length === 0) return { entries: [], cursor: null };
    const where = {
      kind: kindsOf(options.kind),
      part: [0, -1],
      ...(options.feature === undefined ? {} : { feature: options.feature }),
      ...(member === undefined ? {} : { member }),
      ...(keys === undefined ? {} : { key: keys }),
    };
    const range =
      options.from || options.to
        ? { column: 'at', from: options.from?.getTime(), to: options.to?.getTime() }
        : undefined;
    const lines: HistoryEntry[] = [];
    let place: Place | null = options.cursor === undefined ? NEWEST : fromCursor(account, options.cursor);
    // A hold that has ended is no line of its own, so a page of the store may hold fewer lines than rows.
    for (let round = 0; round < ROUNDS && place !== null && lines.length < limit; round += 1) {
      const page: HeadPage = await pageOf(context, account, place, { limit: limit - lines.length, where, range });
      const { heads } = page;
      const parts = await partsOf(context, account, heads);
      const details = await detailsOf(context, account, parts);
      lines.push(...heads.flatMap((head) => toLine(head, parts, details) ?? []));
      place = page.next;
    }
    return { entries: lines, cursor: place === null ? null : toCursor(account, place) };
  });
}

/** How far a list has come. It goes on in the archive when the live entries are at their end. */
interface Place {
  readonly isArchive: boolean;
  /** Everything from this entry on has been listed: what was archived meanwhile must not be listed again. */
  readonly below: number;
  /** The store's own; null = from the newest. */
  readonly cursor: string | null;
}
const NEWEST: Place = { isArchive: false, below: Number.MAX_SAFE_INTEGER, cursor: null };
interface HeadPage {
  readonly heads: readonly EntryRow[];
  readonly next: Place | null;
}
async function pageOf(
  context: EngineContext,
  account: AccountId,
  place: Place,
  options: Omit<ListOptions, 'cursor'>,
): Promise<HeadPage> {
  const family = place.isArchive ? archivedEntries : entries;
  const page: Page<EntryRow> = await context.store.list(family, { account }, { ...options, cursor: place.cursor });
  const heads = page.rows.map(({ row }) => row).filter(({ seq }) => seq < place.below);
  const below = heads.at(-1)?.seq ?? place.below;
  if (page.cursor !== null) return { heads, next: { ...place, below, cursor: page.cursor } };
  const hasArchive = !place.isArchive && (await checkpointOf(context.store, account)) !== null;
  return { heads, next: hasArchive ? { isArchive: true, below, cursor: null } : null };
}

/** What the ledger calls the kinds that were asked for. */
function kindsOf(kind: HistoryOptions['kind']): readonly EntryKind[] {
  if (kind === undefined) return [...SHOWN, 'reinstate'];
  const kinds = typeof kind === 'string' ? [kind] : kind;
  for (const one of kinds)
    if (!SHOWN.includes(one))
      throw new FareboxError('invalid_request', {
        message: `There is no kind "${String(one)}" of line. There are: ${SHOWN.join(', ')}.`,
        details: { field: 'kind' },
      });
  return kinds.includes('clawback') ? [...kinds, 'reinstate'] : kinds;
}

// The store's cursor behind a check: what this list did not give out for this account never reaches the store.
const toCursor = (account: AccountId, { isArchive, below, cursor }: Place): string => {
  const text = `${below}${isArchive ? '~' : '.'}${cursor ?? ''}`;
  return `${digest(`${account} ${text}`)}${text}`;
};
function fromCursor(account: AccountId, given: string): Place {
  const [, below, family, cursor = ''] = /^(\d+)([.~])(.*)$/s.exec(given.slice(DIGEST_LENGTH)) ?? [];
  const place = { isArchive: family === '~', below: Number(below), cursor: cursor === '' ? null : cursor };
  if (toCursor(account, place) !== given) throw new InvalidCursorError();
  return place;
}

type Detail = { readonly reference: string | null; readonly metadata: { readonly [key: string]: unknown } | null };
const isResolution = (entry: EntryRow): boolean => entry.part < 0;

function toLine(head: EntryRow, all: readonly EntryRow[], details: ReadonlyMap<number, Detail>): HistoryEntry | null {
  const sameKey = all.filter((entry) => entry.key === head.key);
  const own = sameKey.filter((entry) => isResolution(entry) === isResolution(head) && entry.kind !== 'extend');
  const resolution = sameKey.find(isResolution);
  // A hold that has ended is told by its end; one that was given back whole is told once, as given back.
  if (head.kind === 'hold' && resolution) return null;
  // The grant behind "unlimited" is bookkeeping: nobody was given 2^50 tokens.
  if (own.some((entry) => Math.abs(entry.amount) >= UNLIMITED_TOKENS / 2)) return null;
  const hold = sameKey.find((entry) => entry.kind === 'hold' && entry.part === 0);
  const own0 = details.get(head.seq);
  const held0 = hold ? details.get(hold.seq) : undefined;
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const left = own.reduce((last, entry) => (entry.seq >= last.seq ? entry : last), head).availableAfter;
  const isDebtOnly = (entry: EntryRow): boolean => entry.grant === null;
  return {
    id: String(head.seq),
    at: new Date(head.at),
    // A claw-back undone reads as one with a plus.
    kind: head.kind === 'reinstate' ? 'clawback' : (head.kind as HistoryKind),
    feature: head.feature ?? hold?.feature ?? null,
    member: head.member ?? hold?.member ?? null,
    amount: sum(own.map((entry) => entry.amount - (isDebtOnly(entry) ? entry.debt : 0))),
    held: head.kind === 'hold' ? sum(own.map((entry) => entry.held)) : 0,
    balanceAfter: left >= UNLIMITED_TOKENS / 2 ? null : left,
    reference: own0?.reference ?? held0?.reference ?? null,
    metadata: (own0?.metadata ?? held0?.metadata ?? null) as Json | null,
  };
}

async function partsOf(
  context: EngineContext,
  account: AccountId,
  heads: readonly EntryRow[],
): Promise<readonly EntryRow[]> {
  const keys = [...new Set(heads.map(({ key }) => key))];
  return keys.length === 0 ? [] : everyEntry(context.store, account, { key: keys });
}
async function detailsOf(
  context: EngineContext,
  account: AccountId,
  parts: readonly EntryRow[],
): Promise<ReadonlyMap<number, Detail>> {
  const seqs = parts.filter((entry) => entry.part === 0 || entry.part === -1).map(({ seq }) => seq);
  if (seqs.length === 0) return new Map();
  const found = await everyDetail(context.store, account, { seq: seqs });
  return new Map(found.map((row) => [row.seq, row]));
}
/** Keys of the operations that bear a reference, and of the holds among them. */
async function keysUnder(context: EngineContext, account: AccountId, reference: string): Promise<string[]> {
  const seqs = (await everyDetail(context.store, account, { reference })).map(({ seq }) => seq);
  if (seqs.length === 0) return [];
  return [...new Set((await everyEntry(context.store, account, { seq: seqs })).map(({ key }) => key))];
}
