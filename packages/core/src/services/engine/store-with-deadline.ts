import { InvalidStepError } from '../../domain/invalid-step.js';
import { FareboxError } from '../../errors/farebox-error.js';
import { StoreUnavailableError } from '../../errors/ledger.js';
import type { EngineStore } from './context.js';
import { createDeadlines } from './deadlines.js';

/** A store that hangs must not hang the app: the outcome is then unknown, and the same key may be sent again. */
const TIMEOUT_MS = 15_000;
/** So much longer than the store's own patience: it knows better why nothing comes, and writes nothing after it has said so. */
const GRACE_MS = 5_000;

export interface DeadlineOptions {
  /** Milliseconds until a call is given up. Default 15,000, and always 5,000 more than the store's own `patienceMs`. */
  readonly timeoutMs?: number | undefined;
  /** A write went through after it had been given up. */
  readonly onLateWrite?: ((operation: string) => void) | undefined;
}

/** The store as services see it: whatever it throws or whenever it hangs, the caller gets StoreUnavailableError and nothing runs. */
export function storeWithDeadline(store: EngineStore, options: DeadlineOptions = {}): EngineStore {
  const { timeoutMs = Math.max(TIMEOUT_MS, (store.patienceMs ?? 0) + GRACE_MS), onLateWrite } = options;
  const deadlines = createDeadlines(timeoutMs);
  function guard<T>(operation: string, call: () => Promise<T>, isWrite = false): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const isThere = deadlines.add(() => {
        isLate = true;
        reject(new StoreUnavailableError(operation, new Error(`No answer within ${timeoutMs} ms.`)));
      });
      callNow(call).then(
        (answer) => {
          isThere();
          resolve(answer);
          // Its caller has been told that nobody knows: now that it is known after all, it must not pass in silence.
          if (isLate && isWrite) onLateWrite?.(operation);
        },
        (error: unknown) => {
          isThere();
          reject(toFareboxError(operation, error));
        },
      );
    });
  }
  return {
    specificationVersion: store.specificationVersion,
    patienceMs: store.patienceMs,
    commit: (unit) => guard('commit', () => store.commit(unit), true),
    read: (account, needs, now) => guard('read', () => store.read(account, needs, now)),
    find: (family, key) => guard(`find ${family.name}`, () => store.find(family, key)),
    list: (family, prefix, options) => guard(`list ${family.name}`, () => store.list(family, prefix, options)),
    insertIfAbsent: (family, row) =>
      guard(`insertIfAbsent ${family.name}`, () => store.insertIfAbsent(family, row), true),
    compareAndSet: (family, row, ifVersion) =>
      guard(`compareAndSet ${family.name}`, () => store.compareAndSet(family, row, ifVersion), true),
    claimWithLease: (family, claim) =>
      guard(`claimWithLease ${family.name}`, () => store.claimWithLease(family, claim), true),
    ...(store.remove
      ? {
          remove: (family, key, ifVersion) =>
            guard(
              `remove ${family.name}`,
              () => store.remove?.(family, key, ifVersion) ?? Promise.resolve(false),
              true,
            ),
        }
      : {}),
    ...(store.archive
      ? {
          archive: (checkpoint, after) =>
            guard('archive', () => store.archive?.(checkpoint, after) ?? Promise.resolve(false), true),
        }
      : {}),
    scan: (page) => guard('scan', () => store.scan(page)),
    // Migrations and closing take as long as they take.
    ...(store.migrate ? { migrate: () => store.migrate?.() ?? Promise.resolve() } : {}),
    ...(store.close ? { close: () => store.close?.() ?? Promise.resolve() } : {}),
  };
}

/** Also what it throws before it promises anything. */
async function callNow<T>(call: () => Promise<T>): Promise<T> {
  return call();
}
function toFareboxError(operation: string, error: unknown): FareboxError {
  if (FareboxError.isInstance(error)) return error;
  if (error instanceof InvalidStepError)
    return new FareboxError('invalid_request', {
      message: error.message,
      details: { field: error.field },
      cause: error,
    });
  return new StoreUnavailableError(operation, error);
}
