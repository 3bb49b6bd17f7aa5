import type { Customer } from '@farebox/core';
import type { Call, Seen } from './engine-book.js';
import { type Setting, someoneWith } from './engine-setting.js';

const DAY = 86_400_000;
const ACTOR = 'support';

type Money = 'grant' | 'refund' | 'adjust' | 'clawback' | 'expire' | 'transfer';
/** Tokens that come, go back, are corrected, taken back or moved. */
export function moneyCall(kind: Money, setting: Setting, anybody: Customer): Call {
  const about = { refund: 'charges', clawback: 'references' } as const;
  const customer = kind === 'refund' || kind === 'clawback' ? someoneWith(about[kind], setting, anybody) : anybody;
  const key = setting.book.newKey(kind);
  const perform = performances[kind](setting, customer, key);
  return { operation: kind, customer, key, perform };
}
type Perform = (setting: Setting, customer: Customer, key: string) => Call['perform'];

const grant: Perform = ({ random, book, now }, customer, key) => {
  const amount = random.chance(0.06) ? random.pick([-5, 0, 1.5, Number.NaN, 2 ** 53]) : random.between(1, 30);
  const reference = random.chance(0.6) ? `ch_${key}` : undefined;
  if (reference !== undefined && amount >= 1 && amount < 100 && Number.isInteger(amount))
    book.remember(book.knownOf(customer).references, { reference, amount });
  const expiresAt = random.chance(0.5) ? new Date(now() + random.between(1, 40) * DAY) : undefined;
  const category = random.pick(['paid', 'promo', undefined] as const);
  return async ({ engine }) => {
    const { granted, replayed, balance } = await engine.tokens.grant(customer, {
      key,
      amount,
      category,
      expiresAt,
      reference,
      actor: ACTOR,
    });
    return { ...seen(replayed, { granted }), balances: [balance] };
  };
};

const refund: Perform = ({ random, book, now }, customer, key) => {
  const { charges } = book.knownOf(customer);
  const of = charges.length > 0 && random.chance(0.92) ? random.pick(charges) : 'no-charge';
  const amount = random.chance(0.6) ? random.between(1, 4) : undefined;
  const goodwillUntil = random.pick([undefined, null, new Date(now() + 30 * DAY)]);
  return async ({ engine }) => {
    const answer = await engine.tokens.refund(customer, { key, of, amount, goodwillUntil, actor: ACTOR });
    return { ...seen(answer.replayed, { refunded: answer.refunded }), balances: [answer.balance] };
  };
};

const adjust: Perform = ({ random }, customer, key) => {
  const amount = random.pick([-1, -1, 1]) * random.between(1, 15);
  const reason = random.chance(0.06) ? '' : 'counted again';
  return async ({ engine }) => {
    const answer = await engine.tokens.adjust(customer, { key, amount, reason, actor: ACTOR });
    if (answer.status !== 'done') return { outcome: answer.status };
    return { ...seen(answer.replayed, { adjusted: answer.adjusted }), balances: [answer.balance] };
  };
};

const clawback: Perform = ({ random, book }, customer, key) => {
  const { references } = book.knownOf(customer);
  const charge =
    references.length > 0 && random.chance(0.9) ? random.pick(references) : { reference: 'ch_0', amount: 5 };
  const total = random.between(0, charge.amount + 2);
  const shortfall = random.pick(['debt', 'forgive', undefined] as const);
  const isNamed = random.chance(0.5);
  return async ({ engine }) => {
    const answer = await engine.tokens.clawback(customer, {
      ...(isNamed ? { key } : {}),
      reference: charge.reference,
      total,
      shortfall,
      actor: ACTOR,
    });
    const { takenBack, replayed, balance } = answer;
    // Without a key it names a state: what one call takes depends on those before it.
    if (!isNamed) return { outcome: replayed ? 'replayed' : 'done', balances: [balance] };
    return { ...seen(replayed, { takenBack }), balances: [balance] };
  };
};

const expire: Perform = ({ random }, customer, key) => {
  let grantId: string | null = random.chance(0.08) ? '999999' : null;
  return async ({ engine }) => {
    // Chosen once: the same key asks for the same again.
    const { grants } = await engine.tokens.balance(customer);
    grantId ??= grants.length > 0 ? random.pick(grants).id : '999999';
    const answer = await engine.tokens.expire(customer, { key, grant: grantId, reason: 'a mistake', actor: ACTOR });
    return { ...seen(answer.replayed, { expired: answer.expired }), balances: [answer.balance] };
  };
};

const transfer: Perform = ({ random }, customer, key) => {
  const others = (['ann', 'bob', { organization: 'acme' }] as const).filter(
    (one) => JSON.stringify(one) !== JSON.stringify(customer),
  );
  const to = random.chance(0.05) ? customer : random.pick(others);
  const amount = random.between(1, 15);
  return async ({ engine }) => {
    const answer = await engine.tokens.transfer(customer, to, { key, amount, actor: ACTOR });
    if (answer.status !== 'done') return { outcome: answer.status };
    return { ...seen(answer.replayed, { moved: answer.moved }), balances: [answer.from, answer.to] };
  };
};
const performances: Readonly<Record<Money, Perform>> = { grant, refund, adjust, clawback, expire, transfer };

const seen = (replayed: boolean, same: Readonly<Record<string, unknown>>): Seen => ({
  outcome: replayed ? 'replayed' : 'done',
  same,
  isFirst: !replayed,
});
