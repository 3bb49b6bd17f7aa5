import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StripeShapeError } from './fields.js';
import { readInvoice } from './read-invoice.js';
import { readSession } from './read-session.js';
import { readSubscription } from './read-subscription.js';

// Recorded events are not part of the repository: FAREBOX_STRIPE_MATERIAL names the folder, else ../shared/stripe beside it.
const material = process.env['FAREBOX_STRIPE_MATERIAL'] ?? join(import.meta.dirname, '../../../../../shared/stripe');
const present = existsSync(join(material, 'events/expected.json'));
if (!present) {
  console.warn(
    '\n*** SKIPPED: recorded Stripe events are not here (set FAREBOX_STRIPE_MATERIAL); the readers run on simulator objects only ***\n',
  );
}

interface Expected {
  readonly file: string;
  readonly api_version: string | null;
  readonly expect?: { readonly kind: string; readonly [key: string]: unknown };
}
const cases: readonly Expected[] = present
  ? JSON.parse(readFileSync(join(material, 'events/expected.json'), 'utf8'))
  : [];
// One recording of a subscription has no id: nothing could be written for it, and the reader refuses it (below).
const of = (kind: string) =>
  cases.filter((one) => one.expect?.kind === kind && !(kind === 'subscription' && one.expect['id'] === null));
const objectOf = (one: Expected) => JSON.parse(readFileSync(join(material, 'events', one.file), 'utf8')).data.object;
const seconds = (instant: number | null) => (instant === null ? null : instant / 1000);

describe.skipIf(!present)('readers against an independent reading of recorded events', () => {
  it('T14 W18 reads every recorded subscription of every era', () => {
    const found = of('subscription').map((one) => {
      const facts = readSubscription(objectOf(one));
      const starts = facts.items.map((item) => item.periodStart);
      const ends = facts.items.map((item) => item.periodEnd);
      return {
        file: one.file,
        id: facts.id,
        customer: facts.customer,
        status: facts.status,
        items: facts.items.map((item) => ({ price: item.price, product: item.product, quantity: item.quantity })),
        period_start_min: seconds(Math.min(...starts)),
        period_end_min: seconds(Math.min(...ends)),
        period_end_max: seconds(Math.max(...ends)),
        cancel_at_period_end: facts.cancelAtPeriodEnd,
        cancel_at: seconds(facts.cancelAt),
        canceled_at: seconds(facts.canceledAt),
        ended_at: seconds(facts.endedAt),
        trial_end: seconds(facts.trialEnd),
        trial_start: seconds(facts.trialStart),
        paused_collection: facts.isCollectionPaused,
      };
    });
    expect(found).toEqual(
      of('subscription').map((one) => {
        const e = one.expect ?? { kind: '' };
        const items = (e['items'] as { price: string; product: string | null; quantity: number | null }[]).map(
          ({ price, product, quantity }) => ({ price, product, quantity }),
        );
        const pick = (key: string) => e[key];
        return {
          file: one.file,
          id: pick('id'),
          customer: pick('customer'),
          status: pick('status'),
          items,
          period_start_min: pick('period_start_min'),
          period_end_min: pick('period_end_min'),
          period_end_max: pick('period_end_max'),
          cancel_at_period_end: pick('cancel_at_period_end'),
          cancel_at: pick('cancel_at'),
          canceled_at: pick('canceled_at'),
          ended_at: pick('ended_at'),
          trial_end: pick('trial_end'),
          trial_start: pick('trial_start'),
          paused_collection: pick('paused_collection'),
        };
      }),
    );
    expect(found.length).toBeGreaterThan(100);
  });

  it('T14 refuses a subscription without an identity instead of guessing', () => {
    const nameless = cases.filter((one) => one.expect?.kind === 'subscription' && one.expect['id'] === null);
    expect(nameless.length).toBe(1);
    for (const one of nameless) expect(() => readSubscription(objectOf(one))).toThrow(StripeShapeError);
  });

  it('W18 finds the subscription, the lines and "paid" of every recorded invoice', () => {
    const found = of('invoice').map((one) => {
      const facts = readInvoice(objectOf(one));
      return {
        file: one.file,
        id: facts.id,
        customer: facts.customer,
        subscription: facts.subscription,
        status: facts.status,
        paid: facts.isPaid,
        billing_reason: facts.billingReason,
        amount_due: facts.amountDue,
        total: facts.total,
        currency: facts.currency,
        next_payment_attempt: seconds(facts.nextPaymentAttempt),
        line_prices: facts.lines.map((line) => line.price),
        line_periods: facts.lines.map((line) => ({ start: seconds(line.periodStart), end: seconds(line.periodEnd) })),
      };
    });
    expect(found).toEqual(
      of('invoice').map((one) => {
        const e = one.expect ?? { kind: '' };
        return {
          file: one.file,
          id: e['id'],
          customer: e['customer'],
          subscription: e['subscription'],
          status: e['status'],
          paid: e['paid'],
          billing_reason: e['billing_reason'],
          amount_due: e['amount_due'],
          total: e['total'],
          currency: e['currency'],
          next_payment_attempt: e['next_payment_attempt'],
          line_prices: e['line_prices'],
          line_periods: e['line_periods'],
        };
      }),
    );
    expect(found.length).toBeGreaterThan(100);
  });

  it('W18 reads every recorded Checkout session', () => {
    const found = of('checkout.session').map((one) => {
      const facts = readSession(objectOf(one));
      return {
        file: one.file,
        id: facts.id,
        mode: facts.mode,
        payment_status: facts.paymentStatus,
        customer: facts.customer,
        subscription: facts.subscription,
        client_reference_id: facts.clientReference,
        amount_total: facts.amountTotal,
        currency: facts.currency,
      };
    });
    expect(found).toEqual(
      of('checkout.session').map((one) => {
        const e = one.expect ?? { kind: '' };
        return {
          file: one.file,
          id: e['id'],
          mode: e['mode'],
          payment_status: e['payment_status'],
          customer: e['customer'],
          subscription: e['subscription'],
          client_reference_id: e['client_reference_id'],
          amount_total: e['amount_total'],
          currency: e['currency'],
        };
      }),
    );
    expect(found.length).toBeGreaterThan(20);
  });
});
