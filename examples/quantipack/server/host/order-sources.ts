import { randomUUID } from 'node:crypto';
import type { BadRow, ParsedOrders } from '../../analysis/order-line.js';
import { parseOrders } from '../../analysis/parse-orders.js';
import type { HostDatabase } from './database.js';

/** One file of orders that can be analysed. */
export interface OrderSource {
  readonly id: string;
  readonly kind: 'sample' | 'upload';
  readonly name: string;
  /** null for samples. */
  readonly uploadedAt: string | null;
  /** Rows below the header, good and bad: what an estimate is made of. */
  readonly rowCount: number;
  readonly orderCount: number;
  readonly productCount: number;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
}

export interface OrderSources {
  /** The samples, then the owner's uploads, newest first. */
  list(owner: string): OrderSource[];
  add(owner: string, name: string, content: string, at: Date): OrderSource;
  /** Everybody may read a sample, nobody another owner's upload. null = there is none that this owner may read. */
  read(owner: string, id: string): { readonly source: OrderSource; readonly orders: ParsedOrders } | null;
  /** For an estimate, which knows no owner: a number tells nothing about anybody. */
  rowCountOf(id: string): number | null;
}

const LISTED_BAD_ROWS = 50;
const LISTED_UPLOADS = 12;
const KEPT_IN_MEMORY = 32;

interface UploadRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly content: string;
  readonly uploaded_at: string;
}
interface Entry {
  readonly owner: string | null;
  readonly source: OrderSource;
  readonly orders: ParsedOrders;
}

export interface Sample {
  readonly id: string;
  readonly name: string;
  readonly content: string;
}

export function createOrderSources(database: HostDatabase, samples: readonly Sample[]): OrderSources {
  const sampleEntries = new Map<string, Entry>(
    samples.map(({ id, name, content }) => [
      id,
      toEntry({ id, name, kind: 'sample', uploadedAt: null }, null, content),
    ]),
  );
  // Parsing 5 MB takes a moment; the same few files are asked for again and again.
  const recent = new Map<string, Entry>();

  const insert = database.prepare('INSERT INTO uploads (id, owner, name, content, uploaded_at) VALUES (?, ?, ?, ?, ?)');
  const select = database.prepare('SELECT * FROM uploads WHERE id = ?');
  const selectIds = database.prepare(
    'SELECT id FROM uploads WHERE owner = ? ORDER BY uploaded_at DESC, rowid DESC LIMIT ?',
  );

  function entryOf(id: string): Entry | null {
    const known = sampleEntries.get(id) ?? recent.get(id);
    if (known) return known;
    const row = select.get(id) as UploadRow | undefined;
    if (!row) return null;
    const about = { id, name: row.name, kind: 'upload', uploadedAt: row.uploaded_at } as const;
    return remember(toEntry(about, row.owner, row.content));
  }

  function remember(entry: Entry): Entry {
    recent.set(entry.source.id, entry);
    const [oldest] = recent.keys();
    if (recent.size > KEPT_IN_MEMORY && oldest !== undefined) recent.delete(oldest);
    return entry;
  }

  return {
    list(owner) {
      const ids = (selectIds.all(owner, LISTED_UPLOADS) as { id: string }[]).map(({ id }) => id);
      return [...sampleEntries.keys(), ...ids].flatMap((id) => entryOf(id)?.source ?? []);
    },
    add(owner, name, content, at) {
      const id = `upload_${randomUUID()}`;
      insert.run(id, owner, name, content, at.toISOString());
      const about = { id, name, kind: 'upload', uploadedAt: at.toISOString() } as const;
      return remember(toEntry(about, owner, content)).source;
    },
    read(owner, id) {
      const entry = entryOf(id);
      if (!entry || (entry.owner !== null && entry.owner !== owner)) return null;
      return { source: entry.source, orders: entry.orders };
    },
    rowCountOf: (id) => entryOf(id)?.orders.rowCount ?? null,
  };
}

function toEntry(
  about: Pick<OrderSource, 'id' | 'kind' | 'name' | 'uploadedAt'>,
  owner: string | null,
  content: string,
): Entry {
  const orders = parseOrders(content);
  const source: OrderSource = {
    ...about,
    rowCount: orders.rowCount,
    orderCount: new Set(orders.lines.map((line) => line.orderId)).size,
    productCount: new Set(orders.lines.map((line) => line.sku)).size,
    badRowCount: orders.badRows.length,
    badRows: orders.badRows.slice(0, LISTED_BAD_ROWS),
  };
  return { owner, source, orders };
}
