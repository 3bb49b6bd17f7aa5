import { describe, expect, it } from 'vitest';
import type { InvoiceFacts } from '../stripe/read-invoice.js';
import type { SubscriptionFacts } from '../stripe/read-subscription.js';
import { readInvoices } from '../services/subscriptions/read-invoices.js';
import { type PlanPeriod, scheduledEnd, toPlanSchedules } from './plan-schedule.js';

const DAY = 86_400_000;
const GRACE = 9 * DAY;
const JAN = Date.UTC(2026, 0, 15);
const FEB = Date.UTC(2026, 1, 15);
const MAR = Date.UTC(2026, 2, 15);
const PRICE = 'price_starter';

const facts = (over: Partial<SubscriptionFacts> = {}): SubscriptionFacts => ({
  id: 'sub_1',
  customer: 'cus_1',
  status: 'active',
  items: [],
  startedAt: JAN,
  cancelAtPeriodEnd: false,
  cancelAt: null,
  canceledAt: null,
  endedAt: null,
  trialStart: null,
  trialEnd: null,
  isCollectionPaused: false,
  latestInvoice: null,
  card: null,
  livemode: false,
  metadata: {},
  ...over,
});
const period = (start: number, end: number) => ({
  plan: 'starter',
  interval: 'month' as const,
  from: start,
  until: end,
});
const plan = { plan: 'starter', interval: 'month' as const };
const invoice = (
  over: Partial<InvoiceFacts> & { readonly line?: Partial<InvoiceFacts['lines'][number]> } = {},
): InvoiceFacts => {
  const { line, ...rest } = over;
  return {
    id: 'in_1',
    customer: 'cus_1',
    subscription: 'sub_1',
    status: 'paid',
    isPaid: true,
    billingReason: 'subscription_cycle',
    amountDue: 1900,
    amountPaid: 1900,
    total: 1900,
    currency: 'usd',
    attemptCount: 1,
    nextPaymentAttempt: null,
    createdAt: JAN,
    hasMoreLines: false,
    lines: [
      {
        periodStart: JAN,
        periodEnd: FEB,
        price: PRICE,
        subscription: 'sub_1',
        isSubscriptionLine: true,
        isProration: false,
        amount: 1900,
        ...line,
      },
    ],
    ...rest,
  };
};
const schedulesOf = (
  one: SubscriptionFacts,
  periods: readonly PlanPeriod[],
  periodEnd: number,
  graceMs: number,
  endedAt: number | null,
) =>
  toPlanSchedules({
    periods,
    cancelAt: scheduledEnd(one, periodEnd),
    endedAt,
    isPaused: one.status === 'paused',
    graceMs,
  });
async function* stream(...invoices: readonly InvoiceFacts[]) {
  yield* invoices;
}

describe('toPlanSchedules', () => {
  it('keeps the tokens for the grace after the paid period while a renewal is expected', () => {
    expect(schedulesOf(facts(), [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB + GRACE }],
      freeFrom: null,
    });
  });

  it('scenario 45: keeps them to the period end and not longer once a cancellation is known, and starts the default plan there', () => {
    const cancelling = facts({ cancelAtPeriodEnd: true, cancelAt: FEB, canceledAt: JAN + DAY });
    expect(schedulesOf(cancelling, [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB }],
      freeFrom: FEB,
    });
    // Before 2020 there was only the flag.
    expect(schedulesOf(facts({ cancelAtPeriodEnd: true }), [period(JAN, FEB)], FEB, GRACE, null).freeFrom).toBe(FEB);
  });

  it('scenario 48: a cancellation that was asked for and withdrawn ends nothing', () => {
    expect(schedulesOf(facts({ canceledAt: JAN + DAY }), [period(JAN, FEB)], FEB, GRACE, null).freeFrom).toBeNull();
  });

  it('ends at the very date that was asked for, and expects a renewal when that lies beyond what is paid', () => {
    const date = JAN + 10 * DAY;
    expect(schedulesOf(facts({ cancelAt: date }), [period(JAN, FEB)], FEB, GRACE, null)).toEqual({
      schedules: [{ ...plan, from: JAN, until: date, keepUntil: date }],
      freeFrom: date,
    });
    expect(schedulesOf(facts({ cancelAt: FEB + DAY }), [period(JAN, FEB)], FEB, GRACE, null)).toMatchObject({
      schedules: [{ until: FEB, keepUntil: FEB + GRACE }],
      freeFrom: null,
    });
  });

  it('scenario 49: an immediate cancellation ends it there; P9 dunning that gives up ends the grace; a natural end moves nothing', () => {
    const at = JAN + 3 * DAY;
    expect(schedulesOf(facts({ status: 'canceled', endedAt: at }), [period(JAN, FEB)], FEB, GRACE, at)).toMatchObject({
      schedules: [{ until: at, keepUntil: at }],
      freeFrom: at,
    });
    const late = FEB + 5 * DAY;
    expect(
      schedulesOf(facts({ status: 'canceled', endedAt: late }), [period(JAN, FEB)], MAR, GRACE, late),
    ).toMatchObject({ schedules: [{ until: FEB, keepUntil: late }], freeFrom: late });
    const natural = facts({ status: 'canceled', cancelAtPeriodEnd: true, cancelAt: FEB, endedAt: FEB + 60_000 });
    expect(schedulesOf(natural, [period(JAN, FEB)], FEB, GRACE, FEB + 60_000)).toEqual({
      schedules: [{ ...plan, from: JAN, until: FEB, keepUntil: FEB }],
      freeFrom: FEB,
    });
  });

  it('scenario 97: several paid periods give one schedule each, in order', () => {
    expect(schedulesOf(facts(), [period(JAN, FEB), period(FEB, MAR)], MAR, GRACE, null).schedules).toEqual([
      // What is left of January is February's refill's business: it ends it, adds to it or lets it roll over.
      { ...plan, from: JAN, until: FEB, keepUntil: FEB + GRACE },
      { ...plan, from: FEB, until: MAR, keepUntil: MAR + GRACE },
    ]);
  });

  it('ends a period by itself where no grace bridges the gap to the next', () => {
    const late = FEB + GRACE + 1;
    expect(schedulesOf(facts(), [period(JAN, FEB), period(late, MAR)], MAR, GRACE, null).schedules[0]).toEqual({
      ...plan,
      from: JAN,
      until: FEB,
      keepUntil: FEB,
    });
  });

  it('marks the free time of a trial, whose tokens are not the plan’s', () => {
    const trial = { ...period(JAN, FEB), isTrial: true };
    expect(schedulesOf(facts(), [trial, period(FEB, MAR)], MAR, GRACE, null).schedules).toEqual([
      { ...plan, isTrial: true, from: JAN, until: FEB, keepUntil: FEB + GRACE },
      { ...plan, from: FEB, until: MAR, keepUntil: MAR + GRACE },
    ]);
  });

  it('fails closed: no paid period, no schedule', () => {
    expect(schedulesOf(facts({ status: 'incomplete' }), [], FEB, GRACE, null)).toEqual({
      schedules: [],
      freeFrom: null,
    });
  });
});

describe('readInvoices', () => {
  const paidOf = async (...invoices: readonly InvoiceFacts[]) =>
    (await readInvoices(stream(...invoices), facts({ trialEnd: null }), null)).paid;

  it('P4 opens a period for every billing reason that sells one, and for no other', async () => {
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
    for (const [billingReason, periods] of Object.entries(table))
      expect({ billingReason, periods: (await paidOf(invoice({ billingReason }))).length }).toEqual({
        billingReason,
        periods,
      });
    expect(await paidOf(invoice({ billingReason: null }))).toEqual([]);
  });

  it('P4 T12 opens none for prorations, credits, invoice items, trials and unpaid invoices', async () => {
    expect(await paidOf(invoice({ line: { isProration: true } }))).toEqual([]);
    expect(await paidOf(invoice({ line: { amount: -1900 } }))).toEqual([]);
    expect(await paidOf(invoice({ line: { isSubscriptionLine: false } }))).toEqual([]);
    expect(await paidOf(invoice({ subscription: 'sub_other' }))).toEqual([]);
    for (const status of ['draft', 'open', 'void', 'uncollectible'])
      expect(await paidOf(invoice({ status, isPaid: false }))).toEqual([]);
    const trial = facts({ status: 'trialing', trialStart: JAN, trialEnd: FEB });
    const free = invoice({ billingReason: 'subscription_create', line: { amount: 0 } });
    expect((await readInvoices(stream(free), trial, null)).paid).toEqual([]);
    const first = invoice({ line: { periodStart: FEB, periodEnd: MAR } });
    expect((await readInvoices(stream(first, free), { ...trial, status: 'active' }, null)).paid).toMatchObject([
      { from: FEB },
    ]);
  });

  it('scenario 95: a full discount is a sale', async () => {
    expect(await paidOf(invoice({ total: 0, amountDue: 0, amountPaid: 0 }))).toMatchObject([{ from: JAN, until: FEB }]);
  });

  it('reads back to the period that was applied last and no further', async () => {
    const read: string[] = [];
    async function* watched() {
      for (const [id, start, end] of [
        ['in_3', MAR, MAR + 31 * DAY],
        ['in_2', FEB, MAR],
        ['in_1', JAN, FEB],
        ['in_0', JAN - 31 * DAY, JAN],
      ] as const) {
        read.push(id);
        yield invoice({ id, line: { periodStart: start, periodEnd: end } });
      }
    }
    expect((await readInvoices(watched(), facts(), FEB)).paid.map((one) => one.from)).toEqual([FEB, MAR]);
    expect(read).toEqual(['in_3', 'in_2', 'in_1']);
  });

  it('tells since when a renewal is unpaid, how much is asked and when Stripe tries again', async () => {
    const unpaid = (id: string, createdAt: number, next: number | null) =>
      invoice({
        id,
        status: 'open',
        isPaid: false,
        createdAt,
        nextPaymentAttempt: next,
        line: { periodStart: FEB, periodEnd: MAR },
      });
    const reading = await readInvoices(
      stream(unpaid('in_3', MAR, MAR + 3 * DAY), unpaid('in_2', FEB, null), invoice()),
      facts({ status: 'past_due' }),
      JAN,
    );
    expect(reading.unpaid).toEqual({ since: FEB, amount: 1900, nextAttempt: MAR + 3 * DAY });
    expect(reading.paid).toMatchObject([{ from: JAN }]);
  });
});
