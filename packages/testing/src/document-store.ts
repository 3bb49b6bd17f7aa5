import {
  type AccountWrite,
  archivedEntryDetails,
  assertRow,
  type CheckpointRow,
  createStore,
  type Changes,
  entryDetails,
  type EntryDetailRow,
  type EntryRow,
  type Family,
  frozen,
  type KeyValues,
  ledgerFamilies,
  type Row,
  type Slice,
  type Store,
  type StoreDriver,
  type StoreRuntime,
  type Versioned,
} from '@farebox/core/store';

/** One document and the number of its last change. */
export interface Document {
  readonly version: number;
  readonly value: unknown;
}
/** A change that happens only if every one of the batch may: `ifVersion` 0 = the document is not there. */
interface Put {
  readonly path: string;
  readonly value: unknown;
  readonly ifVersion: number;
}
type Book = { -readonly [K in keyof Omit<Slice, 'nextHoldAt'>]: Slice[K] } & {
  readonly checkpoint: CheckpointRow | null;
};
const EMPTY: Book = { account: null, schedules: [], grants: [], entries: [], details: [], checkpoint: null };

export interface DocumentStoreOptions {
  readonly clock?: (() => number) | undefined;
  readonly runtime?: StoreRuntime | undefined;
  /** Gives others their turn; called in the middle of every read and every write. Throwing there is a lost connection. */
  readonly pause?: ((point: PausePoint) => Promise<void>) | undefined;
  /** Shared by drivers that stand for several processes on one database. */
  readonly documents?: Map<string, Document> | undefined;
}
/** Where a call may be interrupted: what was written before `afterWrite` is durable though nobody has been told. */
export type PausePoint = 'read' | 'beforeWrite' | 'afterWrite' | 'retry';

/**
 * A compare-and-set document engine in memory, standing in for D1, DynamoDB and HTTP databases: it can read documents, and
 * write several on the condition that none has moved. Both yield, so commits do meet each other and must be retried.
 */
export function documentStore(
  options: DocumentStoreOptions = {},
  driver: StoreDriver = documentDriver(options),
): Store & { readonly retries: () => number } {
  let retries = 0;
  const store = createStore(
    driver,
    {},
    { sleep: () => pauseOf(options)('retry'), ...options.runtime, onRetry: () => (retries += 1) },
  );
  return { ...store, retries: () => retries };
}
const pauseOf = (options: DocumentStoreOptions): ((point: PausePoint) => Promise<void>) =>
  options.pause ?? (() => new Promise((resolve) => setImmediate(resolve)));

export function documentDriver(options: DocumentStoreOptions = {}): StoreDriver {
  const { clock = () => Date.now() } = options;
  const pause = pauseOf(options);
  const documents = options.documents ?? new Map<string, Document>();

  async function read(path: string): Promise<Document | null> {
    await pause('read');
    const found = documents.get(path) ?? null;
    await pause('read');
    return found;
  }
  async function readUnder(prefix: string): Promise<readonly Document[]> {
    await pause('read');
    return [...documents]
      .filter(([path, document]) => path.startsWith(prefix) && document.value !== null)
      .map(([, document]) => document);
  }
  /** All or nothing. Answers the first that could not be written. */
  async function write(puts: readonly Put[]): Promise<number | null> {
    await pause('beforeWrite');
    const lost = puts.findIndex(({ path, ifVersion }) => (documents.get(path)?.version ?? 0) !== ifVersion);
    if (lost >= 0) return lost;
    for (const { path, value, ifVersion } of puts)
      documents.set(path, { version: ifVersion + 1, value: frozen(value) });
    await pause('afterWrite');
    return null;
  }

  const bookPath = (account: number): string => `book/${account}`;
  const rowPath = (family: Family, row: Row): string =>
    `row/${family.name}/${JSON.stringify(family.key.map((name) => row[name]))}`;
  /** A unique key is a document of its own that names its owner. */
  const uniquePaths = (family: Family, row: Row): readonly string[] =>
    family.unique
      .filter((names) => names.every((name) => row[name] !== null))
      .map((names) => `unique/${family.name}/${names.join(',')}/${JSON.stringify(names.map((name) => row[name]))}`);

  /** What a row's change writes. Null = somebody else has one of its keys, or its version has moved. */
  async function putsFor(family: Family, row: Row, ifVersion: string | null): Promise<readonly Put[] | null> {
    assertRow(family, row);
    const path = rowPath(family, row);
    const found = await read(path);
    const before = found?.value == null ? null : found;
    if ((ifVersion === null) !== (before === null) || (before !== null && String(before.version) !== ifVersion))
      return null;
    const puts: Put[] = [{ path, value: row, ifVersion: found?.version ?? 0 }];
    const kept = new Set(uniquePaths(family, row));
    for (const unique of kept) {
      const owner = await read(unique);
      if (owner !== null && owner.value !== null && owner.value !== path) return null;
      if (owner?.value !== path) puts.push({ path: unique, value: path, ifVersion: owner?.version ?? 0 });
    }
    for (const unique of before === null ? [] : uniquePaths(family, before.value as Row)) {
      if (kept.has(unique)) continue;
      puts.push({ path: unique, value: null, ifVersion: (await read(unique))?.version ?? 0 });
    }
    return puts;
  }
  async function rowsOf(family: Family, prefix: KeyValues): Promise<readonly Versioned<Row>[]> {
    const list = {
      accounts: (book: Book) => (book.account === null ? [] : [book.account]),
      schedules: (book: Book) => book.schedules,
      grants: (book: Book) => book.grants,
      entries: (book: Book) => book.entries.filter((entry) => !isArchived(book, entry)),
      entry_details: (book: Book) => book.details.filter((detail) => !isArchived(book, detail)),
      checkpoints: (book: Book) => (book.checkpoint === null ? [] : [book.checkpoint]),
      archived_entries: (book: Book) => book.entries.filter((entry) => isArchived(book, entry)),
      archived_entry_details: (book: Book) => book.details.filter((detail) => isArchived(book, detail)),
    }[family.name];
    if (!list)
      return (await readUnder(`row/${family.name}/`)).map(({ value, version }) => ({
        row: value as Row,
        version: String(version),
      }));
    const books = 'account' in prefix ? [await read(bookPath(Number(prefix['account'])))] : await readUnder('book/');
    return books.flatMap((book) =>
      book === null
        ? []
        : list(book.value as Book).map((row) => ({ row: row as unknown as Row, version: String(book.version) })),
    );
  }
  /** Details are the only part of a book that may change: erasing blanks them. */
  async function blank(family: Family, detail: EntryDetailRow, ifVersion: string): Promise<string | null> {
    const found = await read(bookPath(detail.account));
    if (found === null || String(found.version) !== ifVersion) return null;
    const book = found.value as Book;
    if (isArchived(book, detail) !== (family.name === archivedEntryDetails.name)) return null;
    const details = book.details.map((one) => (one.seq === detail.seq ? detail : one));
    const put = { path: bookPath(detail.account), value: { ...book, details }, ifVersion: found.version };
    return (await write([put])) === null ? String(found.version + 1) : null;
  }
  async function existing(family: Family, row: Row): Promise<Versioned<Row> | null> {
    for (const path of [
      rowPath(family, row),
      ...(await Promise.all(uniquePaths(family, row).map(async (unique) => (await read(unique))?.value))),
    ]) {
      const found = typeof path === 'string' ? await read(path) : null;
      if (found && found.value !== null) return { row: found.value as Row, version: String(found.version) };
    }
    return null;
  }

  return {
    specificationVersion: 1,
    async load(account, _needs, override) {
      const found = await read(bookPath(account));
      return {
        slice: (found?.value as Book | undefined) ?? EMPTY,
        version: String(found?.version ?? 0),
        now: override ?? clock(),
      };
    },
    async save(account, changes, writes, ifVersion) {
      const found = await read(bookPath(account));
      if (String(found?.version ?? 0) !== ifVersion) return { moved: true };
      const puts: Put[] = [
        {
          path: bookPath(account),
          value: applyChanges((found?.value as Book | undefined) ?? EMPTY, changes),
          ifVersion: Number(ifVersion),
        },
      ];
      for (const [index, one] of writes.entries()) {
        const more = await putsFor(one.family, one.row, versionOf(one));
        if (more === null) return { refused: index };
        puts.push(...more);
      }
      // A key that somebody took meanwhile moves the batch as well: the next attempt says which guard is lost.
      return (await write(puts)) === null ? { saved: true } : { moved: true };
    },
    async find(family, key) {
      const isLedger = ledgerFamilies.some(({ name }) => name === family.name);
      const rows = isLedger
        ? (await rowsOf(family, key)).filter(({ row }) => family.key.every((name) => row[name] === key[name]))
        : [];
      if (isLedger) return (rows[0] ?? null) as never;
      const found = await read(rowPath(family, key));
      return (found?.value == null ? null : { row: found.value, version: String(found.version) }) as never;
    },
    async list(family, prefix, { limit, cursor, where = {}, range }) {
      const isIn = (row: Row): boolean =>
        Object.entries(prefix).every(([name, value]) => row[name] === value) &&
        Object.entries(where).every(([name, value]) =>
          Array.isArray(value) ? value.includes(row[name] as never) : row[name] === value,
        ) &&
        (range === undefined ||
          (typeof row[range.column] === 'number' &&
            (row[range.column] as number) >= (range.from ?? -Infinity) &&
            (row[range.column] as number) < (range.to ?? Infinity)));
      const place = (row: Row): string =>
        JSON.stringify([family.order === null ? null : row[family.order], ...family.key.map((name) => row[name])]);
      const rows = (await rowsOf(family, prefix))
        .filter(({ row }) => isIn(row))
        .sort((a, b) => compare(family, a.row, b.row));
      const start = cursor === null ? 0 : rows.findIndex(({ row }) => compare(family, row, rowAt(family, cursor)) > 0);
      const page = start < 0 ? [] : rows.slice(start, start + limit);
      const last = page.at(-1);
      return { rows: page, cursor: last && start + limit < rows.length ? place(last.row) : null } as never;
    },
    async insertIfAbsent(family, row) {
      for (;;) {
        const there = await existing(family, row as Row);
        if (there) return { inserted: false, existing: there } as never;
        const puts = await putsFor(family, row as Row, null);
        if (puts !== null && (await write(puts)) === null) return { inserted: true, version: versionAfter(puts) };
      }
    },
    async compareAndSet(family, row, ifVersion) {
      if (family.name === entryDetails.name || family.name === archivedEntryDetails.name)
        return blank(family, row as EntryDetailRow, ifVersion);
      const puts = await putsFor(family, row as Row, ifVersion);
      return puts !== null && (await write(puts)) === null ? String(Number(ifVersion) + 1) : null;
    },
    async remove(family, key, ifVersion) {
      const found = await read(rowPath(family, key));
      if (found?.value == null || String(found.version) !== ifVersion) return false;
      const puts: Put[] = [{ path: rowPath(family, key), value: null, ifVersion: found.version }];
      for (const unique of uniquePaths(family, found.value as Row))
        puts.push({ path: unique, value: null, ifVersion: (await read(unique))?.version ?? 0 });
      return (await write(puts)) === null;
    },
    async archive(checkpoint, after) {
      for (;;) {
        const path = bookPath(checkpoint.account);
        const found = await read(path);
        const book = found?.value as Book | undefined;
        if (!found || !book || (book.checkpoint?.seq ?? 0) !== after) return false;
        if ((await write([{ path, value: { ...book, checkpoint }, ifVersion: found.version }])) === null) return true;
      }
    },
    async claimWithLease(family, { limit, leaseSeconds, now = clock() }) {
      const due = family.due as string;
      const ready = (await rowsOf(family, {}))
        .filter(({ row }) => typeof row[due] === 'number' && (row[due] as number) <= now)
        .sort((a, b) => (a.row[due] as number) - (b.row[due] as number));
      const taken: Versioned<Row>[] = [];
      for (const { row, version } of ready) {
        if (taken.length === limit) break;
        const leased = { ...row, [due]: now + leaseSeconds * 1000 };
        const won = await this.compareAndSet(family, leased as never, version);
        if (won !== null) taken.push({ row: leased, version: won });
      }
      return taken as never;
    },
    async scan({ limit, cursor, dueBefore }) {
      const books = (await readUnder('book/'))
        .map(({ value }) => (value as Book).account)
        .filter((account) => account !== null);
      const ids = books
        .filter(
          ({ account, settleAt }) =>
            account > Number(cursor ?? -Infinity) &&
            (dueBefore === undefined || (settleAt !== null && settleAt <= dueBefore)),
        )
        .map(({ account }) => account)
        .sort((a, b) => a - b);
      return { accounts: ids.slice(0, limit), cursor: ids.length > limit ? String(ids[limit - 1]) : null };
    },
  };
}

/** Versions go on when a row comes back after it was removed. */
const versionAfter = ([row]: readonly Put[]): string => String((row?.ifVersion ?? 0) + 1);
const versionOf = (write: AccountWrite): string | null => (write.write === 'insertIfAbsent' ? null : write.ifVersion);

function applyChanges(book: Book, changes: Changes | null): Book {
  if (changes === null) return book;
  const merge = <T>(rows: readonly T[], newer: readonly T[], keyOf: (row: T) => unknown): readonly T[] => [
    ...new Map([...rows, ...newer].map((row) => [keyOf(row), row])).values(),
  ];
  const written = new Set(changes.entries.map(({ key }) => key));
  const keys = new Set(book.entries.filter(({ key }) => written.has(key)).map(entryKey));
  for (const entry of changes.entries)
    if (keys.has(entryKey(entry))) throw new Error(`Entry ${entryKey(entry)} is there already.`);
  return {
    ...book,
    account: changes.account,
    schedules: merge(book.schedules, changes.schedules, ({ slot }) => slot),
    grants: merge(book.grants, changes.grants, ({ id }) => id),
    entries: [...book.entries, ...changes.entries],
    details: [...book.details, ...changes.details],
  };
}
const isArchived = ({ checkpoint }: Book, { seq }: { readonly seq: number }): boolean => seq <= (checkpoint?.seq ?? 0);
const entryKey = ({ key, part }: EntryRow): string => JSON.stringify([key, part]);

function rowAt(family: Family, cursor: string): Row {
  const [order, ...keys] = JSON.parse(cursor) as readonly unknown[];
  return Object.fromEntries([
    ...family.key.map((name, index) => [name, keys[index]]),
    ...(family.order === null ? [] : [[family.order, order]]),
  ]);
}
function compare(family: Family, a: Row, b: Row): number {
  const names = family.order === null ? family.key : [family.order, ...family.key];
  for (const name of names) {
    const [x, y] = [a[name] as never, b[name] as never];
    if (x === y) continue;
    const isLess = x === null || (y !== null && x < y);
    return isLess === (name === family.order && family.order !== null) ? 1 : -1;
  }
  return 0;
}
