import { type Customer, type CustomerName, toCustomerName } from '../../customer.js';
import { lowBalanceKey, openingKey } from '../../domain/business-keys.js';
import type { AccountId, AccountRow } from '../../domain/ledger-rows.js';
import { FREE_SLOT } from '../../domain/refill-schedule.js';
import type { Step } from '../../domain/step.js';
import { NotSupportedError } from '../../errors/settings.js';
import { wallClock } from '../../runtime/clock.js';
import { newAccountId } from '../../runtime/ids.js';
import { accountKeys } from '../../storage/record-families.js';
import { refillsOf } from '../../plans/plan-schedule.js';
import type { AccountDirectory, EngineContext } from '../engine/context.js';
import { untilWritten } from '../engine/until-written.js';

const CACHED = 20_000;
const ATTEMPTS = 8;
/** No Connect account and one token type in this release; both are in the key from the first version. */
const SCOPE = { connect: '', tokenType: 'token' } as const;

/** How long a process takes a customer's account for granted: until then another process may not know that they were erased. */
const TRUSTED_MS = 300_000;
export type AccountCache = Map<string, { readonly account: AccountId; readonly until: number }>;
type Needed = Pick<EngineContext, 'catalog' | 'store' | 'clock' | 'mode' | 'policies'>;

/** @param cache shared by engines over one store; a transaction that may roll back brings its own */
export function createAccountDirectory(context: Needed, cache: AccountCache = new Map()): AccountDirectory {
  const { store, mode } = context;
  const opening = new Map<string, Promise<AccountId>>();
  const keyOf = ({ kind, id }: CustomerName) => ({ ...SCOPE, mode, kind, customer: id });
  const cacheKeyOf = ({ kind, id }: CustomerName) => `${mode}:${kind}:${id}`;

  function cachedAccount(name: CustomerName): AccountId | undefined {
    const known = cache.get(cacheKeyOf(name));
    return known === undefined || known.until < wallClock() ? undefined : known.account;
  }
  async function find(name: CustomerName): Promise<AccountId | null> {
    const cached = cachedAccount(name);
    if (cached !== undefined) return cached;
    return (await store.find(accountKeys, keyOf(name)))?.row.account ?? null;
  }

  /** Two first calls meet at the key: the loser gets the winner's account. */
  async function mapped(name: CustomerName): Promise<AccountId> {
    const known = await store.find(accountKeys, keyOf(name));
    if (known) return known.row.account;
    const createdAt = await context.clock.now();
    return untilWritten('insertIfAbsent account_keys', ATTEMPTS, async () => {
      const account = newAccountId();
      const result = await store.insertIfAbsent(accountKeys, { ...keyOf(name), account, createdAt });
      if (result.inserted) return account;
      const { row } = result.existing;
      // Another customer was given this very number in the same millisecond: take another.
      return row.kind === name.kind && row.customer === name.id && row.mode === mode ? row.account : undefined;
    });
  }

  async function started(account: AccountId): Promise<void> {
    const { slice } = await store.read(account, { keys: [], references: [], grants: false });
    if (slice.account !== null) return tellLevels(slice.account);
    // Under fixed keys: whoever comes second, or after a crash between map and ledger, replays.
    await store.commit({ account, steps: firstSteps(context), now: await context.clock.override() });
  }

  /** The host has changed `policies.lowBalance` since: from here on the account tells the new ones. */
  async function tellLevels({ account, seq, policy }: AccountRow): Promise<void> {
    const wanted = context.policies.lowBalance.toSorted((a, b) => b - a);
    if (String(wanted) === String(policy.lowBalance ?? [])) return;
    const key = lowBalanceKey(wanted, seq);
    const step: Step = { key, command: { do: 'configure', lowBalance: wanted } };
    await store.commit({ account, steps: [step], now: await context.clock.override() });
  }

  async function openName(name: CustomerName): Promise<AccountId> {
    const account = await mapped(name);
    await started(account);
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value ?? '');
    cache.set(cacheKeyOf(name), { account, until: wallClock() + TRUSTED_MS });
    return account;
  }

  return {
    async open(customer) {
      const name = toCustomerName(customer);
      const key = cacheKeyOf(name);
      const cached = cachedAccount(name);
      if (cached !== undefined) return cached;
      const waiting = opening.get(key) ?? openName(name).finally(() => opening.delete(key));
      opening.set(key, waiting);
      return waiting;
    },
    find: async (customer: Customer) => find(toCustomerName(customer)),
    async erase(customer) {
      const name = toCustomerName(customer);
      if (!store.remove) throw new NotSupportedError('This store cannot erase: it has no way to remove a row.');
      const { remove } = store;
      await untilWritten('remove account_keys', ATTEMPTS, async () => {
        const found = await store.find(accountKeys, keyOf(name));
        if (found !== null && !(await remove(accountKeys, keyOf(name), found.version))) return undefined;
        cache.delete(cacheKeyOf(name));
        return true;
      });
    },
    async ownerOf(account) {
      const { rows } = await store.list(
        accountKeys,
        { connect: SCOPE.connect, mode },
        { limit: 1, cursor: null, where: { account } },
      );
      const row = rows[0]?.row;
      return row ? { kind: row.kind, id: row.customer } : null;
    },
  };
}

/** What a customer never seen starts with: the default plan's refills from now on, and the thresholds to tell. */
function firstSteps({ catalog, policies }: Needed): Step[] {
  const configure: Step = { key: openingKey('policy'), command: { do: 'configure', lowBalance: policies.lowBalance } };
  const plan = catalog.defaultPlan;
  if (!plan) return [configure];
  return [
    configure,
    {
      key: openingKey('free'),
      command: {
        do: 'schedule',
        slot: FREE_SLOT,
        plan: plan.id,
        ...refillsOf(plan, null),
      },
    },
  ];
}
