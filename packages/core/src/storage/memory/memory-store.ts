import type { AccountId, EntryDetailRow, Instant } from '../../domain/ledger-rows.js';
import { needs } from '../../domain/needs.js';
import type { Changes, Needs, Slice } from '../../domain/slice.js';
import { assertUnit, createStore, planUnits } from '../create-store.js';
import type { Family, KeyValues, Row, Versioned } from '../family.js';
import { archivedEntryDetails, entryDetails, ledgerFamilies } from '../ledger-families.js';
import { frozen } from './frozen.js';
import { MemoryLedger } from './memory-ledger.js';
import { assertRow, listRows, MemoryTable } from './memory-table.js';
import type { AccountWrite, ListOptions, Page, Store, StoreDriver, Unit, UnitResult } from '../contract.js';

export interface MemoryOptions {
  /** Milliseconds since 1970. Default: the machine's time. */
  readonly clock?: (() => Instant) | undefined;
  /** Everything is gone with the process; say so to use it with `NODE_ENV=production`. */
  readonly allowProduction?: boolean | undefined;
}
type Saved = { readonly saved: true } | { readonly moved: true } | { readonly refused: number };

/** A store's eight functions, each one synchronous step. */
export interface MemoryDriver extends StoreDriver {
  loadNow(
    account: AccountId,
    needs: Needs,
    now?: Instant,
  ): { readonly slice: Slice; readonly version: string; readonly now: Instant };
  saveNow(account: AccountId, changes: Changes | null, writes: readonly AccountWrite[], ifVersion: string): Saved;
}

const isLedger = (family: Family): boolean => ledgerFamilies.some((own) => own.name === family.name);

/** The driver behind `memoryStore`; conformance kits wrap it to break it. */
export function memoryDriver({ clock = () => Date.now(), allowProduction = false }: MemoryOptions = {}): MemoryDriver {
  const ledgers = new Map<AccountId, MemoryLedger>();
  const tables = new Map<string, MemoryTable>();
  let versions = 0;
  const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;

  let isAllowed = allowProduction;
  function use(): void {
    if (isAllowed) return;
    // Asked once: reading the environment takes longer than reading an account.
    isAllowed = environment?.['NODE_ENV'] !== 'production';
    if (isAllowed) return;
    throw new Error(
      'The memory store forgets everything when the process ends, so it refuses NODE_ENV=production. Use @farebox/sql, or pass { allowProduction: true } to memoryStore() if losing every balance is what you want.',
    );
  }
  const table = (family: Family): MemoryTable => {
    use();
    if (isLedger(family)) throw new Error(`${family.name} is written by commits alone.`);
    const found = tables.get(family.name) ?? new MemoryTable(family, () => String((versions += 1)));
    tables.set(family.name, found);
    return found;
  };
  const ledgerRows = (family: Family, prefix: KeyValues, options?: ListOptions): readonly Versioned<Row>[] => {
    use();
    const account = prefix['account'];
    if (account !== undefined) return ledgers.get(Number(account))?.rows(family.name, options) ?? [];
    return [...ledgers.values()].flatMap((ledger) => ledger.rows(family.name, options));
  };

  function loadNow(
    account: AccountId,
    wanted: Needs,
    override?: Instant,
  ): { slice: Slice; version: string; now: Instant } {
    use();
    const now = override ?? clock();
    const ledger = ledgers.get(account);
    const slice = ledger
      ? ledger.load(wanted, now)
      : { account: null, schedules: [], grants: [], entries: [], details: [], nextHoldAt: null };
    return { slice, version: String(ledger?.version ?? 0), now };
  }
  function saveNow(
    account: AccountId,
    changes: Changes | null,
    writes: readonly AccountWrite[],
    ifVersion: string,
  ): Saved {
    use();
    const ledger = ledgers.get(account) ?? new MemoryLedger();
    if (String(ledger.version) !== ifVersion) return { moved: true };
    for (const [index, write] of writes.entries()) {
      const rows = table(write.family);
      assertRow(write.family, write.row);
      if (write.write === 'insertIfAbsent' ? rows.taken(write.row) !== null : !rows.matches(write.row, write.ifVersion))
        return { refused: index };
    }
    if (changes) ledger.save(changes);
    for (const write of writes) table(write.family).put(write.row);
    ledger.version += 1;
    ledgers.set(account, ledger);
    return { saved: true };
  }

  return {
    specificationVersion: 1,
    loadNow,
    saveNow,
    load: async (account, wanted, now) => loadNow(account, wanted, now),
    save: async (account, changes, writes, ifVersion) => saveNow(account, changes, writes, ifVersion),
    find: async (family, key) => {
      const found = isLedger(family)
        ? (listRows(family, ledgerRows(family, key), key, { limit: 1, cursor: null }).rows[0] ?? null)
        : table(family).find(key);
      return found as never;
    },
    list: async (family: Family, prefix: KeyValues, options: ListOptions): Promise<Page<never>> =>
      (isLedger(family)
        ? listRows(family, ledgerRows(family, prefix, options), prefix, options)
        : table(family).list(prefix, options)) as Page<never>,
    insertIfAbsent: async (family, row) => {
      const rows = table(family);
      const existing = rows.taken(row as Row);
      if (existing) return { inserted: false, existing: existing as never };
      return { inserted: true, version: rows.put(row as Row).version };
    },
    compareAndSet: async (family, row, ifVersion) => {
      if (family.name === entryDetails.name || family.name === archivedEntryDetails.name) {
        use();
        const detail = row as EntryDetailRow;
        return ledgers.get(detail.account)?.replaceDetail(detail, family.name, ifVersion) ?? null;
      }
      const rows = table(family);
      return rows.matches(row as Row, ifVersion) ? rows.put(row as Row).version : null;
    },
    remove: async (family, key, ifVersion) => table(family).remove(key, ifVersion),
    archive: async (checkpoint, after) => {
      use();
      return ledgers.get(checkpoint.account)?.archive(frozen(checkpoint), after) ?? false;
    },
    claimWithLease: async (family, { limit, leaseSeconds, now = clock() }) => {
      if (family.due === null) throw new Error(`${family.name} has no instant at which a worker should take a row.`);
      return table(family).claim(limit, now, now + leaseSeconds * 1000) as never;
    },
    scan: async ({ limit, cursor, dueBefore }) => {
      use();
      const from = cursor === null ? Number.NEGATIVE_INFINITY : Number(cursor);
      const due = (account: AccountId): boolean =>
        dueBefore === undefined || (ledgers.get(account)?.account?.settleAt ?? Number.POSITIVE_INFINITY) <= dueBefore;
      const found = [...ledgers.keys()]
        .filter((account) => account > from && ledgers.get(account)?.account != null && due(account))
        .sort((a, b) => a - b);
      const accounts = found.slice(0, limit);
      return { accounts, cursor: found.length > limit ? String(accounts.at(-1)) : null };
    },
  };
}

/**
 * The executable specification: the whole contract, each method one synchronous step, so nobody is ever faster. Everything
 * is gone with the process; it refuses `NODE_ENV=production` at first use.
 */
export function memoryStore(options: MemoryOptions = {}): Store {
  return memoryStoreOf(memoryDriver(options));
}

/** The same over a driver that was made apart. */
export function memoryStoreOf(driver: MemoryDriver): Store {
  function commitNow(unit: Unit): UnitResult {
    assertUnit(unit);
    const { slice, version, now } = driver.loadNow(unit.account, needs(unit.steps), unit.now);
    const plan = planUnits(slice, [unit], unit.now ?? now);
    const [result] = plan.results as readonly [UnitResult];
    if (!plan.isWorthSaving) return result;
    const saved = driver.saveNow(unit.account, plan.changes, unit.writes ?? [], version);
    if ('refused' in saved)
      return { status: 'refused', at: saved.refused, why: 'guardLost', account: slice.account, now };
    return result;
  }
  return createStore(driver, { commit: async (unit) => commitNow(unit) });
}
