import { amountOf } from '../../billing/amounts.js';
import { notesOf } from '../../billing/checkout/session-notes.js';
import { price } from '../../billing/checkout/session-price.js';
import { answerSession, paySession, type PayResult } from '../../billing/checkout/complete-session.js';
import { productName } from '../../billing/invoices/lines.js';
import type { Interval } from '../../billing/subscriptions/periods.js';
import { checkoutPage, EMPTY_ENTRY, messagePage, readCheckoutForm } from '../index.js';
import type { CardEntry, CheckoutModel, CheckoutOpen, CheckoutSummary } from '../index.js';
import { passesLuhn } from '../../payments/test-cards.js';
import type { Kernel } from '../../kernel.js';
import type { CheckoutSession, Price } from '../../state/tables.js';
import type { World } from '../../world.js';
import { deliveryChoice, withDelivery } from '../dashboard/delivery-choice.js';
import { frameOf, merchantOf } from '../kit/page-frame.js';
import type { HostedAnswer, HostedCall } from '../hosted-call.js';

interface Trouble {
  declined?: CheckoutOpen['declined'] | undefined;
  problems?: readonly string[] | undefined;
  promotionProblem?: string | null | undefined;
  entry?: CardEntry | undefined;
  email?: string | undefined;
}

export function showCheckout(call: HostedCall): HostedAnswer {
  const session = call.world.tables.checkoutSessions[call.id];
  if (!session) return gone(call, `There is no checkout session ${call.id}.`);
  return render(call, session, {});
}

export async function postCheckout(call: HostedCall): Promise<HostedAnswer> {
  const { kernel, world } = call;
  const session = world.tables.checkoutSessions[call.id];
  if (!session) return gone(call, `There is no checkout session ${call.id}.`);
  if (session.status !== 'open') return render(call, session, {});
  const form = readCheckoutForm(call.form);
  if (!form) return render(call, session, { problems: ['This form is not one of this page.'] });
  if (form.intent === 'promotion') return usePromotion(call, session, form.code);
  if (form.intent === 'remove_promotion') {
    notesOf(world, session).discounts = [];
    price(world, session);
    return render(call, session, {});
  }
  price(world, session);
  const wantsCard = collectsCard(session);
  const email = session.customer_details?.email ?? form.email;
  const problems = [...(wantsCard ? form.card.problems : [])];
  if (!email) problems.push('Your email is missing.');
  else if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) problems.push('Your email is incomplete.');
  if (wantsCard && problems.length === 0 && !passesLuhn(form.card.number))
    problems.push('Your card number is invalid.');
  const again = { entry: form.card.entry, email: form.email };
  if (problems.length > 0) return { page: asPage(render(call, session, { ...again, problems })), status: 402 };
  const result = withDelivery(kernel, form.delivery, () =>
    paySession(
      world,
      session,
      wantsCard
        ? {
            number: form.card.number,
            expMonth: form.card.expiry?.month,
            expYear: form.card.expiry?.year,
            name: form.card.name,
            email,
          }
        : null,
      email,
    ),
  );
  return next(call, session, result, again);
}

export function answerCheckoutChallenge(call: HostedCall): HostedAnswer {
  const session = call.world.tables.checkoutSessions[call.id];
  if (!session) return gone(call, `There is no checkout session ${call.id}.`);
  if (session.status !== 'open') return render(call, session, {});
  return next(call, session, answerSession(call.world, session, call.form.get('answer') === 'approve'), {});
}

function next(call: HostedCall, session: CheckoutSession, result: PayResult, again: Trouble): HostedAnswer {
  if (result.kind === 'declined')
    return {
      page: asPage(
        render(call, session, {
          ...again,
          declined: { message: result.decline.message, code: result.decline.decline_code ?? result.decline.code },
        }),
      ),
      status: 402,
    };
  if (result.kind === 'challenge') return render(call, session, again);
  // In a frame of the host's page a redirect would open the host inside itself: the page offers the way to the top window.
  if (call.url.pathname.includes('/c/embed/')) return { location: `/c/embed/${session.id}` };
  const back = returnUrl(session);
  return back ? { location: back } : render(call, session, {});
}

function usePromotion(call: HostedCall, session: CheckoutSession, code: string): HostedAnswer {
  const { world } = call;
  const now = world.now();
  const found = Object.values(world.tables.promotionCodes).find(
    (candidate) => candidate.code.toLowerCase() === code.toLowerCase() && candidate.active,
  );
  const coupon = found ? world.tables.coupons[(found.promotion.coupon as string | null) ?? ''] : undefined;
  const fits =
    found &&
    coupon?.valid &&
    (found.expires_at === null || found.expires_at > now) &&
    (!found.customer || found.customer === session.customer) &&
    (found.restrictions.minimum_amount === null || (session.amount_subtotal ?? 0) >= found.restrictions.minimum_amount);
  if (!session.allow_promotion_codes || !found || !fits)
    return render(call, session, { promotionProblem: 'This code is invalid.' });
  notesOf(world, session).discounts = [{ promotion_code: found.id }];
  price(world, session);
  return render(call, session, {});
}

function gone(call: HostedCall, message: string): HostedAnswer {
  return { page: messagePage({ frame: frameOf(call.kernel), title: 'Checkout', message, link: null }), status: 404 };
}

const asPage = (answer: HostedAnswer): string =>
  typeof answer === 'string' ? answer : 'page' in answer ? answer.page : '';

function render(call: HostedCall, session: CheckoutSession, trouble: Trouble): string {
  return checkoutPage(modelOf(call.kernel, call.world, session, call.url.pathname.includes('/c/embed/'), trouble));
}

function modelOf(
  kernel: Kernel,
  world: World,
  session: CheckoutSession,
  embedded: boolean,
  trouble: Trouble,
): CheckoutModel {
  const summary = summaryOf(kernel, world, session, embedded);
  const challenge = notesOf(world, session).challenge;
  const view: CheckoutModel['view'] =
    session.status === 'complete'
      ? { state: 'complete' }
      : session.status === 'expired'
        ? { state: 'expired' }
        : challenge
          ? {
              state: 'challenge',
              last4: world.tables.paymentMethods[challenge.method]?.card?.last4 ?? '',
              amount: summary.dueToday,
            }
          : {
              state: 'open',
              declined: trouble.declined ?? null,
              problems: trouble.problems ?? [],
              entry: trouble.entry ?? EMPTY_ENTRY,
              email: trouble.email || session.customer_details?.email || '',
              emailLocked: Boolean(session.customer_details?.email),
              promotionCodes: session.allow_promotion_codes ?? false,
              promotionProblem: trouble.promotionProblem ?? null,
              collectCard: collectsCard(session),
              cards: null,
              delivery: deliveryChoice(kernel),
            };
  return { frame: frameOf(kernel), session: summary, view };
}

function collectsCard(session: CheckoutSession): boolean {
  return session.mode === 'setup' || session.payment_method_collection === 'always' || (session.amount_total ?? 0) > 0;
}

function returnUrl(session: CheckoutSession): string | null {
  return (session.success_url ?? session.return_url ?? null)?.replaceAll('{CHECKOUT_SESSION_ID}', session.id) ?? null;
}

function summaryOf(kernel: Kernel, world: World, session: CheckoutSession, embedded: boolean): CheckoutSummary {
  const notes = notesOf(world, session);
  const { lines, trialEnd } = session.status === 'open' ? price(world, session) : { lines: [], trialEnd: null };
  const customer = world.tables.customers[(session.customer as string | null) ?? ''];
  const prices = notes.lines.map((line) => ({
    price: world.tables.prices[line.price] as Price,
    quantity: line.quantity,
  }));
  const recurring = prices.filter(({ price: own }) => own.recurring);
  const first = recurring[0]?.price.recurring;
  const later = notes.discounts.some((request) => {
    const coupon =
      world.tables.coupons[
        request.coupon ??
          (world.tables.promotionCodes[request.promotion_code ?? '']?.promotion.coupon as string | undefined) ??
          ''
      ];
    return coupon?.duration === 'forever';
  });
  const full = recurring.reduce((sum, { price: own, quantity }) => sum + amountOf(own, quantity), 0);
  const total = session.amount_total ?? 0;
  const startsAt = trialEnd ?? session.created;
  return {
    id: session.id,
    mode: session.mode as CheckoutSummary['mode'],
    merchant: merchantOf(kernel, session.cancel_url, session.success_url, session.return_url),
    customer: customer?.name ?? customer?.email ?? null,
    currency: session.currency ?? 'usd',
    lines: prices.map(({ price: own, quantity }) => ({
      name: productName(world, own),
      detail: world.tables.products[own.product as string]?.description ?? null,
      quantity,
      amount: amountOf(own, quantity),
      interval: own.recurring
        ? { unit: own.recurring.interval as Interval, count: own.recurring.interval_count }
        : null,
    })),
    subtotal: session.amount_subtotal ?? lines.reduce((sum, line) => sum + line.amount, 0),
    discounts:
      (session.total_details?.amount_discount ?? 0) > 0
        ? notes.discounts
            .slice(0, 1)
            .map((request) => discountLabel(world, request, session.total_details?.amount_discount ?? 0))
        : [],
    taxes:
      (session.total_details?.amount_tax ?? 0) > 0
        ? [{ label: 'Tax', amount: session.total_details?.amount_tax ?? 0 }]
        : [],
    dueToday: total,
    recurring: first
      ? {
          amount: later && trialEnd === null ? total : full,
          interval: { unit: first.interval as Interval, count: first.interval_count },
          startsAt,
        }
      : null,
    trialEndsAt: trialEnd,
    createdAt: session.created,
    expiresAt: session.expires_at,
    cancelUrl: session.cancel_url ?? null,
    returnUrl: returnUrl(session),
    embedded,
  };
}

function discountLabel(
  world: World,
  request: { coupon?: string | undefined; promotion_code?: string | undefined },
  amount: number,
) {
  const code = request.promotion_code ? world.tables.promotionCodes[request.promotion_code] : undefined;
  const coupon = world.tables.coupons[request.coupon ?? (code?.promotion.coupon as string | undefined) ?? ''];
  return {
    label: coupon?.name ?? (coupon?.percent_off ? `${coupon.percent_off}% off` : 'Discount'),
    amount,
    code: code?.code ?? null,
  };
}
