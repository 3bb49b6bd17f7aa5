import { ledgerFamilies } from '@farebox/core/store';
import { quote, toSnakeCase } from '../schema/naming.js';
import type { PostgresDriver } from './driver.js';

/** Of a table of so many pages PostgreSQL reads single rows by an index, whatever its statistics say. */
const GROWN_PAGES = 16;
/** A named statement that takes longer may have been planned for smaller tables than there are now. */
const SLOW_MS = 4;
const LOOK_AGAIN_MS = 1000;

/**
 * PostgreSQL plans a named statement once a connection, and plans it again only when somebody analyses its tables. Planned
 * while a table had a page or two it scans that table, also when it has thousands: so a statement gets another name, and with
 * it another plan, once its tables have grown. Asked when a statement was slow, at most once a second, beside the work.
 */
export class TableSizes {
  #grown: ReadonlySet<string> = new Set();
  #lookedAt = -Infinity;

  constructor(
    private readonly driver: PostgresDriver,
    private readonly schema: string,
  ) {}

  /** The same as long as no table of the statement has grown up: of the ledger, or of one family. */
  generation(family?: string): number {
    const families = family === undefined ? ledgerNames : [family];
    return families.filter((name) => this.#grown.has(toSnakeCase(name))).length;
  }

  async look(): Promise<void> {
    this.#lookedAt = performance.now();
    const rows = await this.driver.query(
      `select c.relname::text as name from pg_class c where c.relnamespace = $1::text::regnamespace and c.relkind = 'r' and pg_relation_size(c.oid) >= ${GROWN_PAGES} * current_setting('block_size')::bigint`,
      [quote(this.schema)],
    );
    this.#grown = new Set(rows.map(([name]) => String(name)));
  }

  /** The driver, with an eye on how long named statements take. */
  watched(): PostgresDriver {
    const { driver } = this;
    return {
      query: async (text, values, name) => {
        const begun = performance.now();
        const rows = await driver.query(text, values, name);
        const now = performance.now();
        if (name !== undefined && now - begun > SLOW_MS && now - this.#lookedAt > LOOK_AGAIN_MS) {
          // Nobody waits for it, and where it fails the next slow statement asks again.
          this.look().catch(() => undefined);
        }
        return rows;
      },
      transaction: (work) => driver.transaction(work),
    };
  }
}

const ledgerNames = ledgerFamilies.map(({ name }) => name);
