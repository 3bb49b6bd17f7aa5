import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import { isOver } from '../../plans/is-over.js';
import { isLiveStatus } from '../../plans/plan-schedule.js';
import type { Standing, SubscriptionRow } from '../../plans/subscription-row.js';
import type { AccountWrite } from '../../storage/contract.js';
import { activeSubscriptions, subscriptions } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';

export interface Reservation {
  readonly holds: boolean;
  readonly write: AccountWrite | null;
  readonly released: boolean;
  /** The live subscription that holds the group while this one is live too. */
  readonly duplicateOf: string | null;
  /** Another subscription holds the group. */
  readonly isTaken: boolean;
}

/** One active subscription per group: the row that says which. Whoever holds it keeps it until it has ended. */
export async function reserveGroup(
  context: BillingContext,
  { account, subscription, productGroup, status }: Standing,
  now: Instant,
): Promise<Reservation> {
  const key = { account, productGroup };
  const found = await context.store.find(activeSubscriptions, key);
  const holder = found?.row.subscription ?? null;
  const write = (next: string | null): AccountWrite => {
    const row = { ...key, subscription: next, updatedAt: now };
    return found
      ? { write: 'compareAndSet', family: activeSubscriptions, row, ifVersion: found.version }
      : { write: 'insertIfAbsent', family: activeSubscriptions, row };
  };
  const isTaken = holder !== null && holder !== subscription;
  const nothing = { holds: false, write: null, released: false, duplicateOf: null, isTaken };
  // A status newer than this release: nobody is promoted and nobody is thrown out because of a word we do not know.
  if (status === 'other') return { ...nothing, holds: holder === subscription };
  if (!isLiveStatus(status))
    return isTaken || holder === null ? nothing : { ...nothing, write: write(null), released: true };
  if (holder === subscription) return { ...nothing, holds: true };
  if (isTaken && !(await hasHolderEnded(context, account, holder, now))) return { ...nothing, duplicateOf: holder };
  return { ...nothing, holds: true, write: write(subscription), isTaken: false };
}

/** Has the holder ended by our own row and clock, though nobody told us? */
async function hasHolderEnded(
  context: BillingContext,
  account: AccountId,
  subscription: string,
  now: Instant,
): Promise<boolean> {
  const row = (await context.store.find(subscriptions, { account, subscription }))?.row;
  return !row || isOver(row, now);
}

/** Who waited behind the one that just ended, the oldest first: the rule has to be one that everybody can predict. */
export async function waitingBehind(
  context: BillingContext,
  { account, productGroup, subscription }: SubscriptionRow,
): Promise<readonly string[]> {
  const page = await context.store.list(
    subscriptions,
    { account },
    { limit: 50, cursor: null, where: { productGroup } },
  );
  return page.rows
    .map(({ row }) => row)
    .filter((row) => row.subscription !== subscription && !row.holdsGroup && isLiveStatus(row.status))
    .map((row) => row.subscription)
    .reverse();
}
