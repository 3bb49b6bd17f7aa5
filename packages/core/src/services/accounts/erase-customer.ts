import type { Customer } from '../../customer.js';
import type { AccountId, EntryDetailRow } from '../../domain/ledger-rows.js';
import { StillSubscribedError } from '../../errors/billing.js';
import { StoreUnavailableError } from '../../errors/ledger.js';
import type { Family, Row, Versioned } from '../../storage/family.js';
import { archivedEntryDetails, entryDetails } from '../../storage/ledger-families.js';
import { customers, runs, stripeAttempts, subscriptions } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import { isOver } from '../../plans/is-over.js';
import type { SubscriptionRow } from '../../plans/subscription-row.js';
import { callingStripe } from '../stripe-calls/calling-stripe.js';
import { refuseWhatStripeGoesOnWith } from './close-checkouts.js';

const PAGE = 500;
const ATTEMPTS = 20;

/**
 * Details first and the map last, so that after a crash the same call still finds the account; then the details once more,
 * for what was written meanwhile.
 */
export async function eraseCustomer(
  context: BillingContext,
  customer: Customer,
): Promise<{ readonly erased: boolean }> {
  return context.telemetry.span('farebox.customers.erase', {}, async () => {
    const account = await context.accounts.find(customer);
    if (account === null) return { erased: false };
    // Its own process may have it in its cache though another one has erased it.
    const isKnown = (await context.accounts.ownerOf(account)) !== null;
    if (isKnown) await callingStripe(context, 'erasing a customer', () => refuseSubscribed(context, account));
    await blankDetails(context, account);
    await blankRecords(context, account);
    await context.accounts.erase(customer);
    await blankDetails(context, account);
    return { erased: isKnown };
  });
}

async function refuseSubscribed(context: BillingContext, account: AccountId): Promise<void> {
  const now = await context.clock.now();
  for await (const { row } of all(context, subscriptions, account)) {
    const subscription = row as unknown as SubscriptionRow;
    if (!isOver(subscription, now)) throw new StillSubscribedError(subscription.plan);
  }
  await refuseWhatStripeGoesOnWith(context, account);
}

async function blankDetails(context: BillingContext, account: AccountId): Promise<void> {
  const blank = { reference: null, metadata: null, actor: null, reason: null };
  // The archive last: what moves into it meanwhile is met there.
  for (const family of [entryDetails, archivedEntryDetails]) {
    for await (const found of all(context, family, account)) {
      const detail = found.row as unknown as EntryDetailRow;
      if (detail.reference === null && detail.metadata === null && detail.actor === null && detail.reason === null)
        continue;
      await change(context, family, { account, seq: detail.seq }, found, (row) => ({ ...row, ...blank }));
    }
  }
}

/** Beside the ledger: who to write to, what was sent to Stripe to say so, and what runs said of themselves. */
async function blankRecords(context: BillingContext, account: AccountId): Promise<void> {
  for await (const found of all(context, runs, account)) {
    const { key, reference, metadata } = found.row;
    if (reference === null && metadata === null) continue;
    await change(context, runs, { account, key: key as string }, found, (row) => ({
      ...row,
      reference: null,
      metadata: null,
    }));
  }
  const contact = await context.store.find(customers, { account });
  if (!contact) return;
  const gone = contact.row.deletedCustomer;
  await change(context, customers, { account }, contact as Versioned<Row>, (row) => ({
    ...row,
    email: null,
    name: null,
  }));
  for (const operation of [`customer:${account}`, ...(gone === null ? [] : [`customer:${account}:after:${gone}`])]) {
    const key = { mode: context.mode, operation };
    const attempt = await context.store.find(stripeAttempts, key);
    if (attempt)
      await change(context, stripeAttempts, key, attempt as Versioned<Row>, (row) => ({ ...row, params: {} }));
  }
}

/** Changes a row whoever else writes it meanwhile. */
async function change(
  context: BillingContext,
  family: Family,
  key: Readonly<Record<string, string | number>>,
  found: Versioned<Row>,
  blank: (row: Row) => Row,
): Promise<void> {
  let at: Versioned<Row> | null = found;
  for (let attempt = 0; at !== null && attempt < ATTEMPTS; attempt += 1) {
    if ((await context.store.compareAndSet(family, blank(at.row), at.version)) !== null) return;
    at = (await context.store.find(family, key)) as Versioned<Row> | null;
  }
  if (at !== null) throw new StoreUnavailableError(`compareAndSet ${family.name}`, new Error('The row kept moving.'));
}

async function* all(context: BillingContext, family: Family, account: AccountId): AsyncGenerator<Versioned<Row>> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof context.store.list>> = await context.store.list(
      family,
      { account },
      { limit: PAGE, cursor },
    );
    yield* page.rows as readonly Versioned<Row>[];
    cursor = page.cursor;
  } while (cursor !== null);
}
