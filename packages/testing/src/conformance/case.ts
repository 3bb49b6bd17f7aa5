import type { Store } from '@farebox/core/store';
import type { Random } from '../random.js';
import { Wallet } from './wallet.js';

/** What a case works with: fresh accounts of one store, chance that can be repeated. */
export interface Bench {
  readonly store: Store;
  readonly random: Random;
  /** Wallets handed out so far: the kit checks their invariants when the case is over. */
  readonly wallets: Wallet[];
  wallet(): Wallet;
  /** A text that no other case uses: keys of records. */
  unique(prefix: string): string;
}
/** One promise of the contract. */
export interface Case {
  /** A present-tense sentence; begins with the rows of the failure catalogue that it covers. */
  readonly title: string;
  readonly run: (bench: Bench) => Promise<void>;
  /** Runs by the store's own clock: two runs of it end in states that differ by their instants. */
  readonly usesRealTime?: true | undefined;
}
export interface Suite {
  readonly concern:
    | 'ledger'
    | 'operations'
    | 'plans'
    | 'time'
    | 'idempotency'
    | 'concurrency'
    | 'archive'
    | 'units'
    | 'records';
  readonly cases: readonly Case[];
}

export function createBench(store: Store, random: Random, firstAccount: number): Bench {
  let accounts = firstAccount;
  let texts = 0;
  const wallets: Wallet[] = [];
  return {
    store,
    random,
    wallets,
    wallet() {
      accounts += 1;
      const wallet = new Wallet(store, accounts);
      wallets.push(wallet);
      return wallet;
    },
    unique(prefix) {
      texts += 1;
      return `${prefix}-${firstAccount}-${texts}`;
    },
  };
}
