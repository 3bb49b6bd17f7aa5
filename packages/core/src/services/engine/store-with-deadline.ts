import { InvalidStepError } from '../../domain/invalid-step.js';
import { FareboxError } from '../../errors/farebox-error.js';
import { StoreUnavailableError } from '../../errors/ledger.js';
import type { EngineStore } from './context.js';

/** A store that hangs must not hang the app: the outcome is then unknown, and the same key may be sent again. */
const TIMEOUT_MS = 15_000;

/** The store as services see it: whatever it throws or whenever it hangs, the caller gets StoreUnavailableError and nothing runs. */
export function guardedStore(store: EngineStore, timeoutMs: number = TIMEOUT_MS): EngineStore {
  async function guard<T>(operation: string, call: () => Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new StoreUnavailableError(operation, new Error(`No answer within ${timeoutMs} ms.`))),
        timeoutMs,
      );
    });
    try {
      return await Promise.race([call(), late]);
    } catch (error) {
      if (FareboxError.isInstance(error)) throw error;
      if (error instanceof InvalidStepError)
        throw new FareboxError('invalid_request', {
          message: error.message,
          details: { field: error.field },
          cause: error,
        });
      throw new StoreUnavailableError(operation, error);
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    specificationVersion: store.specificationVersion,
    commit: (unit) => guard('commit', () => store.commit(unit)),
    read: (account, needs, now) => guard('read', () => store.read(account, needs, now)),
    find: (family, key) => guard(`find ${family.name}`, () => store.find(family, key)),
    list: (family, prefix, options) => guard(`list ${family.name}`, () => store.list(family, prefix, options)),
    insertIfAbsent: (family, row) => guard(`insertIfAbsent ${family.name}`, () => store.insertIfAbsent(family, row)),
    compareAndSet: (family, row, ifVersion) =>
      guard(`compareAndSet ${family.name}`, () => store.compareAndSet(family, row, ifVersion)),
    claimWithLease: (family, claim) =>
      guard(`claimWithLease ${family.name}`, () => store.claimWithLease(family, claim)),
    ...(store.remove
      ? {
          remove: (family, key, ifVersion) =>
            guard(`remove ${family.name}`, () => store.remove?.(family, key, ifVersion) ?? Promise.resolve(false)),
        }
      : {}),
    ...(store.archive
      ? {
          archive: (checkpoint, after) =>
            guard('archive', () => store.archive?.(checkpoint, after) ?? Promise.resolve(false)),
        }
      : {}),
    scan: (page) => guard('scan', () => store.scan(page)),
    // Migrations and closing take as long as they take.
    ...(store.migrate ? { migrate: () => store.migrate?.() ?? Promise.resolve() } : {}),
    ...(store.close ? { close: () => store.close?.() ?? Promise.resolve() } : {}),
  };
}
