import { digest } from './input-hash.js';
import type { AccountId, Instant, ScheduleRow } from './ledger-rows.js';

/**
 * The keys that Farebox gives to business facts of its own: a refill, an expiry, a late charge. The ledger holds one
 * operation per key for ever, so such a fact happens once, whoever comes second, in whatever process. A host's own key must
 * not begin like one of them: whoever could take it would stand in the way of a refill.
 */
export const RESERVED_PREFIXES = [
  'clawback',
  'expire',
  'late',
  'member-cap',
  'open',
  'plan',
  'policy',
  'rollover',
  'schedule',
  'schedule-ends',
  'start',
  'transfer',
  'unlimited',
  'upgrade',
] as const;
type Prefix = (typeof RESERVED_PREFIXES)[number];

const RESERVED: ReadonlySet<string> = new Set(RESERVED_PREFIXES);
/** The prefix of ours that a key begins with, its colon included. Null = none: a host may use the key. */
export function reservedPrefixOf(key: string): string | null {
  const end = key.indexOf(':');
  return end >= 0 && RESERVED.has(key.slice(0, end)) ? key.slice(0, end + 1) : null;
}

const LEDGERS_OWN: ReadonlySet<string> = new Set<Prefix>([
  'expire',
  'plan',
  'rollover',
  'start',
  'unlimited',
  'upgrade',
]);
/** Does the ledger write it by itself, while it decides? Then no step may bear it. */
export const isLedgersOwnKey = (key: string): boolean => {
  const prefix = reservedPrefixOf(key);
  return prefix !== null && LEDGERS_OWN.has(prefix.slice(0, -1));
};

const name = (prefix: Prefix, ...parts: readonly (string | number)[]): string => [prefix, ...parts].join(':');
type Slot = Pick<ScheduleRow, 'slot' | 'from'>;

/** Refill number `k` of a paid period. */
export const refillKey = ({ slot, from }: Slot, k: number): string => name('plan', slot, from, k);
/** Every refill of a slot begins like this. */
export const refillKeysOf = (slot: string): string => name('plan', slot, '');
/** What moved on from refill `k` to the next one. */
export const rolloverKey = ({ slot, from }: Slot, k: number): string => name('rollover', slot, from, k);
/** The rest of a dearer plan's tokens, granted when it was changed to. At most 255 characters, like every key. */
export const upgradeKey = (slot: string, at: Instant, plan: string, ...more: readonly (string | number)[]): string =>
  name('upgrade', slot, at, plan, ...more).slice(0, 255);
/** Does a schedule grant tokens under this key by itself? */
export const isScheduledKey = (key: string): boolean => key.startsWith('plan:') || key.startsWith('upgrade:');

/** The end of a grant; `seq` is the number of the entry that says so. */
export const expiryKey = (grant: number, seq: number): string => name('expire', grant, seq);
/** A grant dated into the future begins. */
export const startKey = (grant: number): string => name('start', grant);
/** An unlimited plan is given more. */
export const unlimitedKey = (seq: number): string => name('unlimited', seq);

/** An account's first rules and its first schedule. */
export const openingKey = (part: 'policy' | 'free'): string => name('open', part);
/** Other low balances are told from here on; decided at entry `seq`. */
export const lowBalanceKey = (levels: readonly number[], seq: number): string =>
  name('policy', 'low', digest(String(levels)), seq);
/** A member's cap as decided at entry `seq`. */
export const memberCapKey = (member: string, seq: number): string => name('member-cap', digest(member), seq);

/** A slot's schedule as of change number `change` of its subscription. */
export const scheduleKey = (slot: string, about: Instant | string, change: number): string =>
  name('schedule', slot, about, change);
export const scheduleEndKey = (slot: string, subscription: string, change: number): string =>
  name('schedule-ends', slot, subscription, change);

/** A claw-back up to `total`, decided after entry `last`: the same notice again finds its own answer. */
export const clawbackKey = (reference: string, last: number, total: number): string =>
  name('clawback', digest(reference), last, total);
/** Named by the sender: many members may give back to one pool under keys that are alike. */
export const transferKey = (from: AccountId, key: string): string => name('transfer', from, key);

/** The fresh spend of a run whose hold had run out. */
export const lateKey = (key: string): string => name('late', key);
/** Everything that one run or spend charged lies under these keys. */
export const chargeKeysOf = (key: string): readonly string[] => [key, lateKey(key)];
