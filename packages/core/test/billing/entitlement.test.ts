import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BilledPeriod } from '../../src/plans/paid-period.js';
import { billedPeriods, unpaidOf } from '../../src/plans/billed-periods.js';
import { toEntitlement } from '../../src/plans/entitlement.js';
import { isOver } from '../../src/plans/is-over.js';
import { toStanding, toSubscriptionRow } from '../../src/plans/subscription-row.js';
import { toSubscriptionView } from '../../src/plans/subscription-view.js';
import { readInvoices } from '../../src/services/subscriptions/read-invoices.js';
import type { InvoiceFacts, InvoiceLineFacts } from '../../src/stripe/read-invoice.js';
import { catalog } from './catalog.js';
import { DAY, FEB, facts, GRACE, invoice, item, JAN, line, MAR, open, subscription } from './facts.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';

const YEAR_LATER = Date.UTC(2027, 0, 25);
const periods = (found: readonly BilledPeriod[]) => found.map(({ from, until }) => [from, until]);
const paidBy = (...invoices: readonly InvoiceFacts[]) => periods(billedPeriods(facts(invoices)));

describe('billedPeriods', () => {
  it('P4 opens a period for every billing reason that sells one, and for no other', () => {
    const table: Readonly<Record<string, number>> = {
      subscription_create: 1,
      subscription_cycle: 1,
      subscription_update: 1,
      subscription: 1,
      manual: 0,
      subscription_threshold: 0,
      upcoming: 0,
      quote_accept: 0,
      automatic_pending_invoice_item_invoice: 0,
    };
    for (const [billingReason, count] of Object.entries(table))
      expect({ billingReason, count: paidBy(invoice(undefined, { billingReason })).length }).toEqual({
        billingReason,
        count,
      });
    expect(paidBy(invoice(undefined, { billingReason: null }))).toEqual([]);
  });

  it('P4 T12 opens none for the rest of a period, credits, invoice items, trials and unpaid invoices', () => {
    expect(paidBy(invoice([line({ isProration: true, periodStart: JAN + 9 * DAY })]))).toEqual([]);
    expect(paidBy(invoice([line({ amount: -1900 })]))).toEqual([]);
    expect(paidBy(invoice([line({ isSubscriptionLine: false })]))).toEqual([]);
    for (const status of ['draft', 'open', 'void', 'uncollectible'])
      expect(paidBy(invoice(undefined, { status, isPaid: false }))).toEqual([]);
    const trial = subscription({ trialStart: JAN, trialEnd: FEB });
    const free = invoice([line({ amount: 0 })], { billingReason: 'subscription_create' });
    const first = invoice([line({ periodStart: FEB, periodEnd: MAR })]);
    expect(periods(billedPeriods(facts([first, free], { subscription: trial })))).toEqual([[FEB, MAR]]);
  });

  it('scenario 95: a full discount is a sale', () => {
    expect(paidBy(invoice(undefined, { total: 0, amountDue: 0, amountPaid: 0 }))).toEqual([[JAN, FEB]]);
  });

  it.each([
    ['an ordinary line', false],
    ['a proration', true],
  ])(
    'R1 a new year is paid for though Stripe calls its line %s, and takes over from the month',
    (_name, isProration) => {
      const changed = JAN + 10 * DAY;
      const update = invoice(
        [
          line({ isProration: true, amount: -1290, periodStart: changed }),
          line({
            isProration,
            price: 'price_starter_year',
            amount: 19_000,
            periodStart: changed,
            periodEnd: YEAR_LATER,
          }),
        ],
        { billingReason: 'subscription_update' },
      );
      const year = item({ price: 'price_starter_year', periodStart: changed, periodEnd: YEAR_LATER, interval: 'year' });
      const judged = toEntitlement(facts([update, invoice()], { item: year, now: FEB + 36 * DAY }));
      expect(judged).toMatchObject({ plan: 'starter', why: 'paid', paidUntil: YEAR_LATER, unpaid: null });
      expect(judged.schedules.map(({ from, until, interval }) => [interval, from, until])).toEqual([
        ['month', JAN, changed],
        ['year', changed, YEAR_LATER],
      ]);
    },
  );

  it('R1 a year that began in the past is recognised by its length, when the item has moved on', () => {
    const whole = line({ isProration: true, price: 'price_starter_year', periodEnd: Date.UTC(2027, 0, 15) });
    const later = item({ periodStart: Date.UTC(2027, 0, 15), periodEnd: Date.UTC(2027, 1, 15) });
    expect(periods(billedPeriods(facts([invoice([whole])], { item: later })))).toEqual([[JAN, Date.UTC(2027, 0, 15)]]);
  });

  it('R1 the difference that is paid right after a purchase is no second period', () => {
    const difference = line({
      isProration: true,
      price: 'price_professional',
      amount: 3000,
      periodStart: JAN + 60_000,
    });
    const update = invoice([difference], { billingReason: 'subscription_update' });
    const better = item({ price: 'price_professional' });
    expect(periods(billedPeriods(facts([update, invoice()], { item: better })))).toEqual([[JAN, FEB]]);
    expect(toEntitlement(facts([update, invoice()], { item: better })).plan).toBe('professional');
  });

  it('R3 the plan’s own lines count, whatever stands before or after them', () => {
    const others: readonly InvoiceLineFacts[] = [
      line({ item: 'si_meter', price: 'price_meter', amount: 300, periodStart: JAN - 31 * DAY, periodEnd: JAN }),
      line({ item: 'si_support', price: 'price_support', amount: 900, periodEnd: YEAR_LATER }),
      line({ item: null, price: 'price_setup', amount: 5000, isSubscriptionLine: false }),
    ];
    for (const at of [0, 1, 2, 3]) {
      const lines = [...others.slice(0, at), line(), ...others.slice(at)];
      expect({ at, periods: paidBy(invoice(lines)) }).toEqual({ at, periods: [[JAN, FEB]] });
    }
  });

  it('reads back to the period that was applied last and no further', async () => {
    const read: (string | null)[] = [];
    async function* watched() {
      for (const [id, periodStart, periodEnd] of [
        ['in_3', MAR, MAR + 31 * DAY],
        ['in_2', FEB, MAR],
        ['in_1', JAN, FEB],
        ['in_0', JAN - 31 * DAY, JAN],
      ] as const) {
        read.push(id);
        yield invoice([line({ periodStart, periodEnd })], { id });
      }
    }
    const kept = await readInvoices(watched(), 'sub_1', FEB);
    expect(kept.map(({ id }) => id)).toEqual(['in_3', 'in_2']);
    expect(read).toEqual(['in_3', 'in_2', 'in_1']);
  });

  it('tells since when a renewal is unpaid, how much is asked and when Stripe tries again', () => {
    const unpaid = (id: string, createdAt: number, nextPaymentAttempt: number | null) =>
      invoice([line({ periodStart: FEB, periodEnd: MAR })], { ...open, id, createdAt, nextPaymentAttempt });
    const invoices = [unpaid('in_3', MAR, MAR + 3 * DAY), unpaid('in_2', FEB, null), invoice()];
    const late = facts(invoices, { subscription: subscription({ status: 'past_due' }) });
    expect(unpaidOf(late)).toEqual({ since: FEB, amount: 1900, nextAttempt: MAR + 3 * DAY });
    expect(unpaidOf(facts(invoices))).toBeNull();
  });
});

describe('toEntitlement', () => {
  const sent = (dueAt: number) =>
    invoice([line({ periodStart: FEB, periodEnd: MAR })], { ...open, collectionMethod: 'send_invoice', dueAt });
  const renewed = item({ periodStart: FEB, periodEnd: MAR });

  it('R4 an invoice that was sent is good until it is due, and for the grace after that', () => {
    const due = FEB + 14 * DAY;
    const judge = (now: number, status: 'active' | 'past_due') =>
      toEntitlement(facts([sent(due), invoice()], { item: renewed, now, subscription: subscription({ status }) }));
    expect(judge(FEB + 10 * DAY, 'active')).toMatchObject({ why: 'due', paidUntil: due, unpaid: null });
    expect(judge(due + DAY, 'past_due')).toMatchObject({ why: 'grace', paidUntil: due });
    expect(judge(due + GRACE + DAY, 'past_due')).toMatchObject({ why: 'unpaid', unpaid: { amount: 1900 } });
  });

  it('R4 one that is due after the period covers the period and no more; one that is voided ends now', () => {
    expect(toEntitlement(facts([sent(MAR + 9 * DAY), invoice()], { item: renewed, now: FEB + DAY }))).toMatchObject({
      why: 'due',
      paidUntil: MAR,
    });
    const before = toEntitlement(facts([sent(MAR), invoice()], { item: renewed, now: FEB + DAY })).schedules.at(-1);
    const voided = toEntitlement(
      facts([invoice()], { item: renewed, written: before ?? null, now: FEB + 5 * DAY }),
    ).schedules.at(-1);
    expect(voided).toMatchObject({ from: FEB, until: FEB + 5 * DAY });
  });

  it.each(['active', 'past_due'] as const)(
    'R5 collection that is paused is paused, though Stripe calls it %s: no grace and no other reason',
    (status) => {
      const paused = subscription({ status, isCollectionPaused: true });
      const judged = toEntitlement(facts([invoice()], { subscription: paused, item: renewed, now: FEB + 20 * DAY }));
      expect(judged).toMatchObject({ status: 'paused', why: 'paused', paidUntil: FEB });
      expect(judged.schedules.at(-1)).toMatchObject({ until: FEB, keepUntil: FEB });
    },
  );

  it('R10 a better plan counts when its difference is paid, not when it is only going to be billed', () => {
    const better = item({ price: 'price_professional', amount: 4900 });
    const rest = line({ isProration: true, price: 'price_professional', amount: 1500, periodStart: JAN + 15 * DAY });
    const billed = (over: Partial<InvoiceFacts>) =>
      invoice([rest], { billingReason: 'subscription_update', id: 'in_2', ...over });
    const next = { plan: 'professional', interval: 'month', at: FEB };
    expect(toEntitlement(facts([invoice()], { item: better }))).toMatchObject({ plan: 'starter', next });
    expect(toEntitlement(facts([billed(open), invoice()], { item: better }))).toMatchObject({ plan: 'starter', next });
    expect(toEntitlement(facts([billed({}), invoice()], { item: better }))).toMatchObject({
      plan: 'professional',
      next: null,
    });
    const back = facts([invoice([line({ price: 'price_professional', amount: 4900 })])]);
    expect(toEntitlement(back).plan).toBe('starter');
  });

  it('says `uncovered` of what is active and paid up without a period that covers now, and of nothing else', () => {
    const judge = (invoices: readonly InvoiceFacts[], over = {}) =>
      toEntitlement(facts(invoices, { item: renewed, now: FEB + DAY, ...over })).why;
    expect(judge([invoice()])).toBe('uncovered');
    expect(judge([])).toBe('uncovered');
    expect(judge([invoice(undefined, { status: 'draft', isPaid: false }), invoice()])).toBe('grace');
    expect(judge([sent(FEB - DAY), invoice()])).toBe('grace');
    expect(judge([invoice([line({ periodStart: FEB, periodEnd: MAR })])])).toBe('paid');
    expect(judge([invoice()], { subscription: subscription({ cancelAt: FEB }) })).not.toBe('uncovered');
  });

  it('no two answers disagree: row, schedule, view and reason tell one story of any facts', () => {
    const parsed = parseCatalog(catalog);
    const amount = fc.constantFrom(-1900, 0, 1900, 4900);
    const when = fc.constantFrom(JAN, JAN + 10 * DAY, FEB, MAR, MAR + 31 * DAY);
    const anyLine = fc.record({
      periodStart: when,
      periodEnd: when,
      price: fc.constantFrom('price_starter', 'price_professional', 'price_starter_year', 'price_meter'),
      item: fc.constantFrom('si_plan', 'si_other', null),
      subscription: fc.constant('sub_1'),
      isSubscriptionLine: fc.boolean(),
      isProration: fc.boolean(),
      amount,
    });
    const anyInvoice = fc
      .record({
        lines: fc.array(anyLine, { maxLength: 4 }),
        status: fc.constantFrom('paid', 'open', 'draft', 'void', 'uncollectible'),
        collectionMethod: fc.constantFrom('charge_automatically', 'send_invoice'),
        dueAt: fc.option(when),
        billingReason: fc.constantFrom('subscription_create', 'subscription_cycle', 'subscription_update', 'manual'),
        createdAt: when,
      })
      .map(({ lines, ...over }) => invoice(lines, { ...over, isPaid: over.status === 'paid' }));
    const anyFacts = fc.record({
      invoices: fc.array(anyInvoice, { maxLength: 4 }),
      price: fc.constantFrom('price_starter', 'price_professional'),
      status: fc.constantFrom('active', 'past_due', 'trialing', 'unpaid', 'canceled', 'incomplete', 'paused'),
      isCollectionPaused: fc.boolean(),
      cancelAt: fc.option(when),
      endedAt: when,
      now: when.map((at) => at + DAY),
    });
    fc.assert(
      fc.property(anyFacts, ({ invoices, price, status, isCollectionPaused, cancelAt, endedAt, now }) => {
        const facing = facts(invoices, {
          now,
          item: item({ price, periodStart: FEB, periodEnd: MAR }),
          subscription: subscription({
            status: status as 'active',
            isCollectionPaused,
            cancelAt,
            endedAt: status === 'canceled' ? endedAt : null,
          }),
        });
        const judged = toEntitlement(facing);
        const standing = toStanding(1, facing, judged);
        const last = judged.schedules.at(-1) ?? null;
        const ledger = { schedule: last, freeFrom: judged.freeFrom, holdsGroup: true };
        const row = toSubscriptionRow({ standing, ledger, previous: null, graceMs: GRACE, now });
        const view = toSubscriptionView(parsed, [row], now);
        // Row and schedule name one plan, one interval, one end.
        if (last) expect([row.plan, row.interval, judged.paidUntil]).toEqual([last.plan, last.interval, last.until]);
        for (const one of judged.schedules) expect(one.from <= one.until && one.until <= one.keepUntil).toBe(true);
        // The view shows the plan exactly while the one rule says that it is not over.
        expect(view.plan === row.plan && view.status !== 'canceled').toBe(!isOver(row, now));
        // A reason is said only if Stripe said it.
        if (judged.why === 'unpaid') expect(['past_due', 'unpaid']).toContain(status);
        if (judged.why === 'paused') expect(isCollectionPaused || status === 'paused').toBe(true);
        if (view.pastDue !== null) expect(['past_due', 'unpaid']).toContain(status);
        if (judged.why === 'ended') expect(isOver(row, now)).toBe(true);
        // Nothing is worth more than what was billed: each period is one that a paid or sent invoice names.
        const starts = new Set(invoices.flatMap(({ lines }) => lines.map(({ periodStart }) => periodStart)));
        for (const { from } of judged.schedules) expect(starts.has(from)).toBe(true);
        // Judged again with what was written, it says the same.
        const again = toEntitlement({ ...facing, written: last, writtenEnd: row.endedAt });
        expect(again.schedules.at(-1) ?? null).toEqual(last);
      }),
      { numRuns: 2000, seed: 18 },
    );
  });
});
