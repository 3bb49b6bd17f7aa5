import type { Customer, Denial, Quote } from '@farebox/core';
import type { Random } from '../random.js';
import { type Book, type Call, ERASED_CUSTOMER, type Seen } from './engine-book.js';
import type { EngineFeature } from './engine-catalog.js';
import { moneyCall } from './engine-money-calls.js';
import { stripeCall } from './engine-stripe-calls.js';
import type { Operation } from './engine-tally.js';
import { randomRun } from './engine-work.js';
import type { StripeModel } from './stripe-model.js';

export interface Setting {
  readonly random: Random;
  readonly book: Book;
  readonly stripe: StripeModel;
  /** By the database's clock. */
  now(): number;
  /** An event leaves Stripe's outbox, or comes a second time, or never. */
  fault(fault: 'event twice' | 'event lost'): void;
}
export const CUSTOMERS: readonly Customer[] = ['ann', 'bob', { organization: 'acme' }, ERASED_CUSTOMER];
const ACME = { organization: 'acme' } as const;
const MEMBERS = ['ann', 'bob', undefined] as const;
const LEVELS = [undefined, 'low', 'high'] as const;

const WEIGHTS: readonly (readonly [Operation | 'again' | 'clash', number])[] = [
  ['spend', 16],
  ['hold', 11],
  ['run', 14],
  ['capture', 10],
  ['release', 5],
  ['extend', 4],
  ['grant', 6],
  ['refund', 5],
  ['adjust', 5],
  ['clawback', 4],
  ['expire', 3],
  ['archive', 3],
  ['transfer', 5],
  ['setMemberCap', 2],
  ['memberCaps', 1],
  ['balance', 3],
  ['quote', 5],
  ['history', 3],
  ['explain', 2],
  ['verify', 1],
  ['has', 3],
  ['snapshot', 2],
  ['erase', 3],
  ['link', 4],
  ['sync', 8],
  ['webhook', 6],
  ['again', 8],
  ['clash', 3],
];
const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

/** What each caller does first: who pays through Stripe is known there. */
export const firstCall = (setting: Setting, client: number): Call =>
  stripeCall('link', setting, CUSTOMERS[client % CUSTOMERS.length] as Customer);

/** One call that the engine may well refuse: every operation, replays and clashes of earlier keys, wrong uses. */
export function randomCall(setting: Setting): Call {
  const { random, book } = setting;
  let roll = random.between(1, TOTAL);
  const [kind] = WEIGHTS.find(([, weight]) => (roll -= weight) <= 0) ?? ['spend', 0];
  const customer = random.pick(CUSTOMERS);
  const known = book.knownOf(customer);
  const earlier = known.sent.length > 0 ? random.pick(known.sent) : undefined;
  if (kind === 'again') return earlier ?? spendCall(setting, customer);
  if (kind === 'clash') return earlier === undefined ? spendCall(setting, customer) : clashWith(setting, earlier);
  const call = callOf(kind, setting, customer);
  if (call.key !== null) book.remember(book.knownOf(call.customer).sent, call);
  return call;
}

function callOf(kind: Operation, setting: Setting, customer: Customer): Call {
  const { random, book } = setting;
  switch (kind) {
    case 'spend':
      return random.chance(0.12) ? wrongSpend(setting, customer) : spendCall(setting, customer);
    case 'hold':
      return holdCall(setting, customer);
    case 'run':
      return randomRun(random, book, customer, memberOf(random, customer));
    case 'capture':
    case 'release':
    case 'extend':
      return endCall(kind, setting, customer);
    case 'grant':
    case 'refund':
    case 'adjust':
    case 'clawback':
    case 'expire':
    case 'transfer':
      return moneyCall(kind, setting, customer);
    case 'archive':
      return archiveCall(setting, customer);
    case 'erase':
    case 'link':
    case 'sync':
    case 'webhook':
      return stripeCall(kind, setting, customer);
    default:
      return readingCall(kind, setting, customer);
  }
}
const memberOf = (random: Random, customer: Customer): string | undefined =>
  typeof customer === 'string' ? undefined : random.pick(MEMBERS);
/** Half of the calls are for what levels of complexity charge. */
const featureOf = (random: Random): EngineFeature => random.pick(['analyze', 'analyze', 'report', 'insight'] as const);
const usageOf = (random: Random, feature: EngineFeature): { readonly complexity?: 'low' | 'high' | undefined } =>
  feature === 'analyze' ? { complexity: random.pick(LEVELS) } : {};
const deniedBy = (denial: Denial): Seen => ({ outcome: `denied ${denial.reason}`, denial });

function spendCall({ random, book }: Setting, customer: Customer): Call {
  const key = book.newKey('spend');
  const feature = featureOf(random);
  const options = {
    key,
    member: memberOf(random, customer),
    ...usageOf(random, feature),
    ...(random.chance(0.5) ? { reference: `order of ${key}`, metadata: { rows: random.between(1, 9) } } : {}),
  };
  return {
    operation: 'spend',
    customer,
    key,
    perform: async ({ engine }) => {
      const outcome = await engine.tokens.spend(customer, feature, options);
      if (outcome.status === 'denied') return deniedBy(outcome.denial);
      const { charged, replayed, balance } = outcome;
      book.meet(customer, 'charges', key);
      return {
        outcome: replayed ? 'replayed' : 'done',
        charged,
        same: { charged },
        isFirst: !replayed,
        balances: [balance],
      };
    },
  };
}

/** Refused before anything is asked of the store. */
function wrongSpend({ random, book }: Setting, customer: Customer): Call {
  const key = book.newKey('wrong');
  const wrongs: readonly (() => { customer?: Customer; feature?: string; options?: object })[] = [
    () => ({ options: { key: `plan:${key}` } }),
    () => ({ options: { complexity: 'absurd' } }),
    () => ({ options: { metadata: { text: 'x'.repeat(5000) } } }),
    () => ({ feature: 'nothing' }),
    () => ({ customer: ' ' }),
  ];
  const wrong = random.pick(wrongs)();
  return {
    operation: 'spend',
    customer,
    key,
    perform: async ({ engine }) => {
      // Past the compiler, as from JavaScript or from a request that nobody checked.
      const spend: (...wrong: readonly unknown[]) => Promise<unknown> = engine.tokens.spend as never;
      await spend(wrong.customer ?? customer, wrong.feature ?? 'analyze', { key, ...wrong.options });
      return { outcome: 'taken although it was wrong' };
    },
  };
}

function holdCall({ random, book }: Setting, customer: Customer): Call {
  const key = book.newKey('hold');
  const feature = featureOf(random);
  const options = {
    key,
    member: memberOf(random, customer),
    ...usageOf(random, feature),
    holdSeconds: random.chance(0.05) ? 0 : random.pick([undefined, 60, 3600, 40_000]),
  };
  return {
    operation: 'hold',
    customer,
    key,
    perform: async ({ engine }) => {
      const outcome = await engine.tokens.hold(customer, feature, options);
      if (outcome.status === 'denied') return deniedBy(outcome.denial);
      const { held, expiresAt, replayed, balance } = outcome;
      book.meet(customer, 'holds', key);
      return {
        outcome: replayed ? 'replayed' : 'held',
        same: { held, expiresAt: expiresAt?.getTime() ?? null },
        isFirst: !replayed,
        balances: [balance],
      };
    },
  };
}

/** A customer of whom there is one to be met, if there is any. */
export function someoneWith(
  what: 'holds' | 'charges' | 'references',
  { random, book }: Setting,
  anybody: Customer,
): Customer {
  const others = CUSTOMERS.filter((customer) => book.knownOf(customer)[what].length > 0);
  return others.length === 0 || random.chance(0.1) ? anybody : random.pick(others);
}

/** Ends or lengthens a hold: mostly one that exists, sometimes that of a run that is at work. */
function endCall(kind: 'capture' | 'release' | 'extend', setting: Setting, anybody: Customer): Call {
  const customer = someoneWith('holds', setting, anybody);
  const { random, book } = setting;
  const known = book.knownOf(customer);
  const runs = known.charges.filter((key) => key.startsWith('run-'));
  const isMeddling = runs.length > 0 && random.chance(0.06);
  const key = isMeddling
    ? random.pick(runs)
    : random.chance(0.08)
      ? 'no-hold'
      : random.pick([...known.holds, 'no-hold']);
  const amount = random.chance(0.4) ? random.between(1, 12) : undefined;
  const overage = random.pick([undefined, undefined, 'cap', 'debt', 'deny'] as const);
  const seconds = random.between(5, 7200);
  return {
    operation: kind,
    customer,
    key: null,
    perform: async ({ engine }) => {
      const record = book.find(key);
      if (record !== undefined && isMeddling && kind !== 'extend') record.isMeddledWith = true;
      if (kind === 'extend') {
        await engine.tokens.extend(customer, key, seconds);
        return { outcome: 'done' };
      }
      if (kind === 'release') {
        const { balance } = await engine.tokens.release(customer, key);
        return { outcome: 'done', balances: [balance] };
      }
      const { charged, balance } = await engine.tokens.capture(customer, key, { amount, overage });
      if (record) book.meet(customer, 'charges', key);
      // A hold is captured once: whatever was asked for, every capture that succeeds tells the same charge.
      if (record !== undefined) record.charged ??= charged;
      const isSame = record === undefined || record.charged === charged;
      return { outcome: isSame ? 'done' : `charged ${charged} after ${record.charged}`, balances: [balance] };
    },
  };
}

/** The same key with other input, or from another operation. */
function clashWith({ book, random }: Setting, earlier: Call): Call {
  const { customer } = earlier;
  const key = earlier.key ?? book.newKey('spend');
  // A transfer's key is the sender's own: only another transfer can meet it.
  const operation =
    earlier.operation === 'transfer' ? 'transfer' : random.pick(['grant', 'hold', 'spend', 'adjust'] as const);
  return {
    operation,
    customer,
    key: null,
    perform: async ({ engine: { tokens } }) => {
      // The key may be free yet: then it is the clash that takes it.
      const record = book.recordOf(key, earlier);
      record.sends += 1;
      record.isMeddledWith = true;
      const amount = 41;
      if (operation === 'grant') await tokens.grant(customer, { key, amount, source: 'paid' });
      else if (operation === 'adjust')
        await tokens.adjust(customer, { key, amount, reason: 'clash', actor: 'somebody' });
      else if (operation === 'transfer') await tokens.transfer(customer, 'nephew', { key, amount });
      else if (operation === 'hold') await tokens.hold(customer, 'report', { key, member: 'clash' });
      else await tokens.spend(customer, 'report', { key, member: 'clash' });
      return { outcome: 'key was free' };
    },
  };
}

/** Old entries move; nothing that anybody is told may change by it. */
function archiveCall({ random, now }: Setting, customer: Customer): Call {
  const before = new Date(now() - (random.chance(0.1) ? 1 : random.between(1, 40) * 86_400_000));
  const options = random.chance(0.5) ? { before, customer } : { before };
  return {
    operation: 'archive',
    customer,
    key: null,
    perform: async ({ engine }) => {
      const { entries } = await engine.tokens.archive(options);
      return { outcome: entries > 0 ? 'moved' : 'nothing to move' };
    },
  };
}

function readingCall(kind: Operation, { random, book, now }: Setting, anybody: Customer): Call {
  const customer = kind === 'explain' && random.chance(0.1) ? 'nobody' : anybody;
  const feature = featureOf(random);
  const member = memberOf(random, customer);
  const usage = usageOf(random, feature);
  const cap = random.pick([null, { limit: 6, every: 'day' }, { limit: 25, every: 'month' }] as const);
  const limit = random.between(1, 7);
  const isWrong = random.chance(0.1);
  const capped = random.pick(['ann', 'bob']);
  const verified = random.chance(0.5) ? { customer } : {};
  const reference = random.pick([undefined, undefined, `order of ${book.knownOf(customer).charges.at(-1)}`]);
  return {
    operation: kind,
    customer: kind === 'setMemberCap' || kind === 'memberCaps' ? ACME : customer,
    key: null,
    perform: async ({ engine }) => {
      switch (kind) {
        case 'balance':
          return { outcome: 'done', balances: [await engine.tokens.balance(customer)] };
        case 'quote': {
          const answer: Quote | Denial = await engine.tokens.quote(customer, feature, usage, { member });
          return answer.allowed ? { outcome: 'allowed' } : deniedBy(answer);
        }
        case 'setMemberCap':
          await engine.tokens.setMemberCap(ACME, capped, cap);
          return { outcome: 'done' };
        case 'memberCaps':
          await engine.tokens.memberCaps(ACME);
          return { outcome: 'done' };
        case 'explain': {
          const found = await engine.tokens.explain(customer);
          return found === null ? { outcome: 'never seen' } : { outcome: 'done', balances: [found.balance] };
        }
        case 'verify': {
          const { ok, smallest } = await engine.tokens.verify(verified);
          return { outcome: ok ? 'ok' : `faulty: ${JSON.stringify(smallest?.violations)}` };
        }
        case 'has':
          return {
            outcome: (await engine.features.has(customer, (isWrong ? 'report' : 'support') as 'support'))
              ? 'on'
              : 'off',
          };
        case 'snapshot':
          await engine.snapshot(customer, { canManageBilling: true, canSpend: true, billingContact: null });
          return { outcome: 'done' };
        default: {
          const seen = new Set<string>();
          let cursor: string | undefined = isWrong ? 'of-another-list' : undefined;
          do {
            const page = await engine.tokens.history(customer, { limit, cursor, reference, to: new Date(now()) });
            for (const { id } of page.entries) {
              if (seen.has(id)) return { outcome: `line ${id} is there twice` };
              seen.add(id);
            }
            cursor = page.cursor ?? undefined;
          } while (cursor !== undefined && seen.size < 40);
          return { outcome: 'done' };
        }
      }
    },
  };
}
