import {
  createFarebox,
  defineCatalog,
  type Farebox,
  type FareboxOptions,
  type Logger,
  memoryStore,
  type StandardSchema,
  usd,
} from '../../src/index.js';
import type { Store } from '../../src/storage/contract.js';

/** The catalogue, with a gated feature beside it. */
export const catalog = defineCatalog({
  features: {
    suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    spec_generator: { name: 'Spec generator', cost: 15, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    pdp_analyzer: { name: 'PDP analyzer', cost: 5, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    audit: { name: 'Audit', cost: 3, gated: true },
    priority_support: { name: 'Priority support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
    professional: {
      name: 'Professional',
      prices: { month: usd(49), year: usd(490) },
      tokens: 150,
      includes: ['priority_support', 'audit'],
    },
    enterprise: { name: 'Enterprise', contact: 'mailto:sales@example.com', tokens: 'unlimited', includes: ['audit'] },
  },
});
export type TestCatalog = typeof catalog;
export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 31, 12);

/** What was logged, for tests that must see it or must see nothing. */
export interface Engine {
  readonly farebox: Farebox<TestCatalog>;
  /** The store before the engine guards it. */
  readonly store: Store;
  readonly logged: string[];
  now(): number;
  /** Moves the store's clock. */
  advance(milliseconds: number): void;
  /** A second process over the same store: no cache is shared. */
  another(): Farebox<TestCatalog>;
}
type Options = Partial<Omit<FareboxOptions<TestCatalog, StandardSchema, never>, 'catalog' | 'store'>> & {
  readonly wrap?: (store: Store) => Store;
};

/** An engine over the memory store whose clock the test moves. Time is the store's: the engine gets no clock of its own. */
export function createEngine({ wrap = (store) => store, ...options }: Options = {}): Engine {
  let now = START;
  const logged: string[] = [];
  const keep = (message: string): void => void logged.push(message);
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const store = wrap(memoryStore({ clock: () => now }));
  const make = (): Farebox<TestCatalog> => createFarebox({ catalog, store, logger, ...(options as object) });
  return {
    farebox: make(),
    store,
    logged,
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    another: make,
  };
}

/** Writes down each call of the store: one call is one round trip. */
export function counting(calls: string[]): (store: Store) => Store {
  return (store) =>
    new Proxy(store, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) => {
          calls.push(String(name));
          return (value as (...parameters: unknown[]) => unknown)(...parameters);
        };
      },
    });
}

/** Lets a test hold work at a point of its choice. */
export function barrier(): {
  readonly reached: Promise<void>;
  readonly wait: () => Promise<void>;
  readonly open: () => void;
} {
  let open = (): void => undefined;
  let arrive = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    reached,
    open: () => open(),
    wait: () => {
      arrive();
      return opened;
    },
  };
}
