import type { Customer } from '@farebox/core';
import type { Call } from './engine-book.js';
import { moneyCall } from './engine-money-calls.js';
import { archiveCall, readingCall } from './engine-reading-calls.js';
import { CUSTOMERS, deniedBy, featureOf, memberOf, type Setting, someoneWith, usageOf } from './engine-setting.js';
import { stripeCall } from './engine-stripe-calls.js';
import type { Operation } from './engine-tally.js';
import { randomRun } from './engine-work.js';

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
  ['setMemberCap', 4],
  ['memberCaps', 1],
  ['balance', 3],
  ['quote', 7],
  ['history', 2],
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
      if (operation === 'grant') await tokens.grant(customer, { key, amount, category: 'paid' });
      else if (operation === 'adjust')
        await tokens.adjust(customer, { key, amount, reason: 'clash', actor: 'somebody' });
      else if (operation === 'transfer') await tokens.transfer(customer, 'nephew', { key, amount });
      else if (operation === 'hold') await tokens.hold(customer, 'report', { key, member: 'clash' });
      else await tokens.spend(customer, 'report', { key, member: 'clash' });
      return { outcome: 'key was free' };
    },
  };
}
