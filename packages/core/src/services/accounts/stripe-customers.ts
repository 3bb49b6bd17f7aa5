import { customers, stripeCustomers } from '../../storage/record-families.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { RowOf, Versioned } from '../../storage/family.js';
import type { BillingContext } from '../engine/billing-context.js';
import { untilWritten } from '../engine/until-written.js';
import { expectSameStripeAccount, rememberStripeAccount } from '../stripe-calls/expected-account.js';
import { performOnce } from '../stripe-calls/perform-once.js';

export type CustomerRow = RowOf<typeof customers>;
export interface Contact {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}
const RACES = 8;
/** How far our clock and Stripe's may be apart. */
const LOOK_BACK_MS = 600_000;

export const findCustomer = (context: BillingContext, account: AccountId): Promise<Versioned<CustomerRow> | null> =>
  context.store.find(customers, { account });

/** Whose a Stripe customer is. Null = not ours: a shared Stripe account has others' customers, and they change nothing here. */
export async function accountOfStripeCustomer(
  context: BillingContext,
  stripeCustomer: string,
): Promise<AccountId | null> {
  const found = await context.store.find(stripeCustomers, { mode: context.mode, stripeCustomer });
  return found?.row.account ?? null;
}

/**
 * The account's Stripe customer, made at first need. Any number of callers, and a restart at any moment, end with one
 * customer in Stripe (S8): the parameters are stored by the first and sent by all under one key. Never linked by e-mail.
 */
export async function ensureStripeCustomer(
  context: BillingContext,
  account: AccountId,
  contact: Contact,
): Promise<string> {
  const gateway = context.gateway('selling a plan');
  return untilWritten(`making the Stripe customer of account ${account}`, RACES, async () => {
    const found = await findCustomer(context, account);
    if (found?.row.stripeCustomer) return found.row.stripeCustomer;
    const gone = found?.row.deletedCustomer ?? null;
    const name = `customer:${account}${gone === null ? '' : `:after:${gone}`}`;
    const created = await performOnce(context, {
      operation: name,
      params: { email: contact.email, name: contact.name, metadata: { farebox_operation: name } },
      send: (params, key) => gateway.createCustomer(params, key),
      idOf: (customer) => customer.id,
      recall: async (id) => {
        const customer = await gateway.findCustomer(id);
        // An emptied Stripe account hands out old ids again: only the one made for this very operation is ours.
        return customer === null || customer.isDeleted || customer.metadata['farebox_operation'] !== name
          ? null
          : customer;
      },
      lookUp: async (startedAt) => {
        // A simulator's customers are dated by its own clock, which may stand anywhere.
        const from = context.settings.isSimulated ? 0 : startedAt - LOOK_BACK_MS;
        for await (const customer of gateway.listCustomersSince(from)) {
          if (customer.metadata['farebox_operation'] === name) return customer;
        }
        return null;
      },
    });
    // The way back from Stripe's events first: a customer whose events nobody knows must not exist.
    const owner = await mapStripeCustomer(context, account, created.id);
    // Two wallets must never share a customer: a Stripe account that was emptied under us hands out old ids again.
    if (owner !== account)
      throw new Error(`Stripe customer ${created.id} belongs to another account here; was the Stripe account emptied?`);
    const isWritten = await putStripeCustomer(context, account, found, created.id, contact);
    return isWritten ? created.id : undefined;
  });
}

/** Remembers whose a Stripe customer is; the first answer stands. Returns whose it is. */
export async function mapStripeCustomer(
  context: BillingContext,
  account: AccountId,
  stripeCustomer: string,
): Promise<AccountId> {
  await rememberStripeAccount(context);
  const createdAt = await context.clock.now();
  const row = { mode: context.mode, stripeCustomer, account, createdAt };
  const mapped = await context.store.insertIfAbsent(stripeCustomers, row);
  return mapped.inserted ? account : mapped.existing.row.account;
}

/** Gives an account its Stripe customer; what the row says beside that stays unless `contact` says otherwise. False = raced. */
export async function putStripeCustomer(
  context: BillingContext,
  account: AccountId,
  found: Versioned<CustomerRow> | null,
  stripeCustomer: string,
  contact: Contact = {},
): Promise<boolean> {
  const now = await context.clock.now();
  const row: CustomerRow = {
    account,
    stripeCustomer,
    deletedCustomer: found?.row.deletedCustomer ?? null,
    email: contact.email ?? found?.row.email ?? null,
    name: contact.name ?? found?.row.name ?? null,
    createdAt: found?.row.createdAt ?? now,
    updatedAt: now,
  };
  if (found === null) return (await context.store.insertIfAbsent(customers, row)).inserted;
  return (await context.store.compareAndSet(customers, row, found.version)) !== null;
}

/** The customer was deleted in Stripe: the next sale makes a new one; whose the old one was stays known. */
export async function forgetStripeCustomer(
  context: BillingContext,
  account: AccountId,
  stripeCustomer: string,
): Promise<void> {
  const found = await findCustomer(context, account);
  if (found?.row.stripeCustomer !== stripeCustomer) return;
  await expectSameStripeAccount(context);
  const row = {
    ...found.row,
    stripeCustomer: null,
    deletedCustomer: stripeCustomer,
    updatedAt: await context.clock.now(),
  };
  await context.store.compareAndSet(customers, row, found.version);
}
