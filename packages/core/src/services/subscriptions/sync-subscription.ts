import type { AccountId } from '../../domain/ledger-rows.js';
import { toEntitlement } from '../../plans/entitlement.js';
import { isLiveStatus, toPlanSchedules } from '../../plans/plan-schedule.js';
import { type SubscriptionRow, toLostStanding, toStanding } from '../../plans/subscription-row.js';
import type { Versioned } from '../../storage/family.js';
import { type ChangeCause, subscriptions } from '../../storage/record-families.js';
import { accountOfStripeCustomer } from '../accounts/stripe-customers.js';
import type { BillingContext } from '../engine/billing-context.js';
import { untilWritten } from '../engine/until-written.js';
import { expectSameStripeAccount } from '../stripe-calls/expected-account.js';
import { renewalAmount } from './renewal-amount.js';
import { interpretReading } from './interpret-reading.js';
import { tellUncovered } from './tell-host.js';
import { type WriteOutcome, writeReading } from './write-reading.js';

const DAY_MS = 86_400_000;
const ROUNDS = 12;
/** `foreign`: not ours, nothing was touched. `lost`: Stripe no longer has it. */
export type SyncOutcome = 'applied' | 'unchanged' | 'foreign' | 'lost';

/**
 * Reads one subscription from Stripe and applies what it says: the row, its history, its group's reservation and the
 * refill schedules in ONE unit. The row's version is taken before the reading and guards the write, so a reading is written
 * only if nothing newer was: whoever loses reads again (W4-W7). Nobody holds a lock while Stripe answers.
 * @throws UnknownPriceError (nothing written), StripeFailure, StripeShapeError, StoreUnavailableError
 */
export async function syncSubscription(
  context: BillingContext,
  account: AccountId,
  subscription: string,
  cause: ChangeCause,
): Promise<SyncOutcome> {
  return untilWritten(`syncing ${subscription}`, ROUNDS, async () => {
    const previous = await context.store.find(subscriptions, { account, subscription });
    const facts = await context.gateway('reading a subscription').findSubscription(subscription);
    if (facts === null) return closeLost(context, previous, cause);
    if (facts.livemode !== (context.mode === 'live')) return 'foreign';
    if ((await accountOfStripeCustomer(context, facts.customer)) !== account) return 'foreign';
    const now = await context.clock.now();
    const read = await interpretReading(context, account, facts, { previous: previous?.row ?? null, now });
    const entitlement = toEntitlement(read);
    const standing = toStanding(account, read, entitlement);
    const entitled = { ...entitlement, renewal: await renewalAmount(context, read, entitlement) };
    const written = await writeReading(context, { standing, entitled, previous, cause });
    if (entitlement.why === 'uncovered') await tellUncovered(context, standing);
    return outcomeOf(context, account, written, cause);
  });
}

/** Stripe no longer has it (its customer was deleted, test data was cleared): a live row ends now, once. */
async function closeLost(
  context: BillingContext,
  previous: Versioned<SubscriptionRow> | null,
  cause: ChangeCause,
): Promise<SyncOutcome | undefined> {
  if (!previous || !isLiveStatus(previous.row.status)) return 'lost';
  await expectSameStripeAccount(context);
  const { row } = previous;
  const standing = toLostStanding(row, await context.clock.now());
  const { cancelAt, endedAt } = standing;
  const dated = toPlanSchedules({
    periods: row.schedule ? [row.schedule] : [],
    cancelAt,
    endedAt,
    isPaused: false,
    graceMs: context.policies.graceDays * DAY_MS,
  });
  const written = await writeReading(context, { standing, entitled: { ...dated, next: null }, previous, cause });
  return outcomeOf(context, row.account, written, cause);
}

/** Undefined = raced. Whoever waited behind one that just ended takes its place. */
async function outcomeOf(
  context: BillingContext,
  account: AccountId,
  written: WriteOutcome,
  cause: ChangeCause,
): Promise<SyncOutcome | undefined> {
  if (written.status === 'raced') return undefined;
  if (written.status === 'applied')
    for (const waiting of written.waiting) await syncSubscription(context, account, waiting, cause);
  return written.status;
}
