import { amountOf } from '../billing/amounts.js';
import { endSubscription } from '../billing/end-subscription.js';
import { productName } from '../billing/lines.js';
import type { Interval } from '../billing/periods.js';
import { previewInvoice } from '../billing/preview.js';
import { collectInvoice, methodOf } from '../billing/settle-invoice.js';
import { lastPeriodEnd } from '../billing/subscription-items.js';
import { updateSubscription } from '../billing/update-subscription.js';
import { emit, snapshot } from '../events.js';
import { EMPTY_ENTRY, messagePage, portalPage, readPortalForm } from '../pages/index.js';
import type { PlanChoice, PortalCard, PortalModel, PortalSubscription, PortalView } from '../pages/index.js';
import { cardOf, createCardMethod } from '../payments/methods.js';
import { cardByNumber, passesLuhn } from '../payments/test-cards.js';
import { defaultConfiguration } from '../resources/portal.js';
import type {
  Customer,
  PaymentMethod,
  PortalConfiguration,
  PortalSession,
  Price,
  Subscription,
} from '../state/tables.js';
import type { World } from '../world.js';
import { frameOf, merchantOf } from './frame.js';
import type { HostedAnswer, HostedCall } from './handle-hosted.js';
import { rowOf } from './invoice.js';

type Notice = PortalModel['notice'];

export function showPortal(call: HostedCall): HostedAnswer {
  const opened = open(call);
  if (!opened)
    return {
      page: messagePage({
        frame: frameOf(call.kernel),
        title: 'Billing portal',
        message: `There is no portal session ${call.id}.`,
        link: null,
      }),
      status: 404,
    };
  return portalPage(modelOf(call, opened, viewOf(call, opened), null));
}

interface Opened {
  session: PortalSession;
  customer: Customer;
  configuration: PortalConfiguration;
}

function open({ world, id }: HostedCall): Opened | null {
  const session = world.tables.portalSessions[id];
  const customer = world.tables.customers[session?.customer ?? ''];
  if (!session || !customer) return null;
  return {
    session,
    customer,
    configuration: world.tables.portalConfigurations[session.configuration as string] ?? defaultConfiguration(world),
  };
}

function viewOf(call: HostedCall, opened: Opened): PortalView {
  const { world, url } = call;
  const wanted = /\/(cancel|plan|card)$/.exec(url.pathname)?.[1];
  const flow = opened.session.flow?.type;
  const subscriptionId =
    url.searchParams.get('subscription') ??
    opened.session.flow?.subscription_cancel?.subscription ??
    opened.session.flow?.subscription_update?.subscription ??
    opened.session.flow?.subscription_update_confirm?.subscription ??
    '';
  const subscription = world.tables.subscriptions[subscriptionId as string];
  const own = subscription?.customer === opened.customer.id ? subscription : undefined;
  if (wanted === 'card' || flow === 'payment_method_update')
    return { name: 'card', entry: EMPTY_ENTRY, declined: null, problems: [], cards: null };
  if (
    own &&
    (wanted === 'cancel' || flow === 'subscription_cancel') &&
    own.cancel_at === null &&
    own.status !== 'canceled'
  )
    return { name: 'cancel', subscription: toModel(world, own, opened.configuration) };
  if (own && (wanted === 'plan' || flow === 'subscription_update' || flow === 'subscription_update_confirm')) {
    const chosen =
      url.searchParams.get('price') ??
      (flow === 'subscription_update_confirm'
        ? opened.session.flow?.subscription_update_confirm?.items?.[0]?.price
        : null);
    const plans = plansFor(world, own, opened.configuration);
    const plan = plans.find((candidate) => candidate.price === chosen);
    if (!plan) return { name: 'plans', subscription: toModel(world, own, opened.configuration), plans };
    const preview = previewInvoice(world, {
      subscription: own.id,
      subscription_details: {
        items: [{ id: own.items.data[0]?.id ?? '', price: plan.price }],
        proration_behavior: prorationOf(opened.configuration),
      },
    });
    const immediate = preview.billing_reason === 'subscription_update';
    return {
      name: 'confirmPlan',
      subscription: toModel(world, own, opened.configuration),
      plan,
      lines: preview.lines.data.map((line) => ({ label: line.description ?? '', amount: line.amount })),
      dueToday: immediate ? preview.amount_due : 0,
      effectiveAt: call.world.now(own.test_clock),
    };
  }
  return { name: 'overview' };
}

function prorationOf(configuration: PortalConfiguration): 'always_invoice' | 'create_prorations' | 'none' {
  const wanted = configuration.features.subscription_update.proration_behavior;
  return wanted === 'always_invoice' ? 'always_invoice' : wanted === 'create_prorations' ? 'create_prorations' : 'none';
}

export function postPortal(call: HostedCall): HostedAnswer {
  const { world } = call;
  const opened = open(call);
  if (!opened) return showPortal(call);
  const form = readPortalForm(call.form);
  const { customer, configuration } = opened;
  const mine = (id: string): Subscription | undefined =>
    world.tables.subscriptions[id]?.customer === customer.id ? world.tables.subscriptions[id] : undefined;
  if (form?.intent === 'cancel') {
    const subscription = mine(form.subscription);
    if (!subscription || !configuration.features.subscription_cancel.enabled) return showPortal(call);
    const details = form.feedback ? { cancellation_details: { feedback: form.feedback as 'other' } } : {};
    if (configuration.features.subscription_cancel.mode === 'immediately') {
      endSubscription(world, subscription, {
        at: world.now(subscription.test_clock),
        reason: 'cancellation_requested',
        prorate: configuration.features.subscription_cancel.proration_behavior !== 'none',
        invoiceNow: configuration.features.subscription_cancel.proration_behavior === 'always_invoice',
      });
    } else updateSubscription(world, subscription, { cancel_at_period_end: true, ...details });
    return done(call, opened, {
      tone: 'ok',
      message:
        subscription.status === 'canceled'
          ? 'The subscription is cancelled.'
          : `The subscription ends on ${day(subscription.cancel_at ?? 0)}.`,
    });
  }
  if (form?.intent === 'resume') {
    const subscription = mine(form.subscription);
    if (subscription)
      updateSubscription(
        world,
        subscription,
        subscription.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' },
      );
    return done(
      call,
      opened,
      subscription
        ? { tone: 'ok', message: `${nameOf(world, subscription)} renews again on ${day(lastPeriodEnd(subscription))}.` }
        : null,
    );
  }
  if (form?.intent === 'change_plan') {
    const subscription = mine(form.subscription);
    if (!subscription || !plansFor(world, subscription, configuration).some((plan) => plan.price === form.price))
      return showPortal(call);
    updateSubscription(world, subscription, {
      items: [{ id: subscription.items.data[0]?.id ?? '', price: form.price }],
      proration_behavior: prorationOf(configuration),
    });
    return done(call, opened, { tone: 'ok', message: `You are on ${nameOf(world, subscription)} now.` });
  }
  if (form?.intent === 'pay_invoice') {
    const invoice = world.tables.invoices[form.invoice];
    if (!invoice || invoice.customer !== customer.id || invoice.status !== 'open') return showPortal(call);
    const outcome = collectInvoice(world, invoice, methodOf(world, invoice), { offSession: false });
    return done(
      call,
      opened,
      outcome.kind === 'succeeded'
        ? { tone: 'ok', message: 'The invoice is paid.' }
        : {
            tone: 'bad',
            message:
              outcome.kind === 'declined' ? outcome.decline.message : 'Your bank asks you to confirm this payment.',
          },
    );
  }
  if (form?.intent === 'update_card') return updateCard(call, opened, form.card);
  return showPortal(call);
}

function updateCard(
  call: HostedCall,
  opened: Opened,
  card: ReturnType<typeof import('../pages/index.js').readCardForm>,
): HostedAnswer {
  const { world } = call;
  const { customer } = opened;
  const behaviour = cardByNumber(card.number);
  const problems = [
    ...card.problems,
    ...(card.problems.length === 0 && !passesLuhn(card.number) ? ['Your card number is invalid.'] : []),
  ];
  const declined =
    problems.length === 0 && behaviour.declinesOnAttach && behaviour.decline
      ? { message: behaviour.decline.message, code: behaviour.decline.decline_code ?? null }
      : null;
  if (problems.length > 0 || declined)
    return {
      page: portalPage(
        modelOf(call, opened, { name: 'card', entry: card.entry, declined, problems, cards: null }, null),
      ),
      status: 402,
    };
  const method = createCardMethod(world, behaviour, {
    exp_month: card.expiry?.month,
    exp_year: card.expiry?.year,
    cvc: '123',
  });
  method.customer = customer.id;
  method.billing_details.name = card.name || null;
  if (behaviour.authentication === 'unless_set_up') world.data.notes.cards[`${method.id}:set_up`] = 'yes';
  emit(world, 'payment_method.attached', method);
  const before = snapshot(world, customer);
  customer.invoice_settings.default_payment_method = method.id;
  emit(world, 'customer.updated', customer, before);
  for (const subscription of Object.values(world.tables.subscriptions)) {
    if (
      subscription.customer !== customer.id ||
      subscription.default_payment_method === null ||
      ['canceled', 'incomplete_expired'].includes(subscription.status)
    )
      continue;
    const was = snapshot(world, subscription);
    subscription.default_payment_method = method.id;
    emit(world, 'customer.subscription.updated', subscription, was);
  }
  return done(call, opened, {
    tone: 'ok',
    message: `Your card ending in ${method.card?.last4 ?? ''} is used from now on.`,
  });
}

/** After an action: the overview, or in a flow what the flow says comes next. */
function done(call: HostedCall, opened: Opened, notice: Notice): HostedAnswer {
  const after = opened.session.flow?.after_completion;
  if (after?.type === 'redirect' && after.redirect && notice?.tone === 'ok')
    return { location: after.redirect.return_url };
  if (after?.type === 'hosted_confirmation' && notice?.tone === 'ok')
    return portalPage(
      modelOf(
        call,
        opened,
        { name: 'done', message: after.hosted_confirmation?.custom_message ?? notice.message },
        null,
      ),
    );
  return portalPage(
    modelOf(call, { ...opened, session: { ...opened.session, flow: null } }, { name: 'overview' }, notice),
  );
}

function modelOf(
  call: HostedCall,
  { session, customer, configuration }: Opened,
  view: PortalView,
  notice: Notice,
): PortalModel {
  const { world, kernel } = call;
  const subscriptions = Object.values(world.tables.subscriptions)
    .filter((subscription) => subscription.customer === customer.id && subscription.status !== 'incomplete_expired')
    .reverse();
  const method =
    world.tables.paymentMethods[
      ((customer.invoice_settings.default_payment_method ??
        subscriptions.find((subscription) => subscription.default_payment_method)?.default_payment_method) as
        | string
        | null) ?? ''
    ];
  return {
    frame: frameOf(kernel),
    session: session.id,
    merchant: merchantOf(kernel, session.return_url),
    customer: { id: customer.id, name: customer.name ?? null, email: customer.email },
    returnUrl: session.return_url,
    flow: session.flow !== null,
    subscriptions: subscriptions.map((subscription) => toModel(world, subscription, configuration)),
    paymentMethod: method ? toCard(world, method) : null,
    canUpdateCard: configuration.features.payment_method_update.enabled,
    invoices: configuration.features.invoice_history.enabled
      ? Object.values(world.tables.invoices)
          .filter((invoice) => invoice.customer === customer.id && invoice.status !== 'draft')
          .reverse()
          .map((invoice) => rowOf(world, invoice))
      : null,
    notice,
    view,
  };
}

const day = (at: number): string =>
  new Date(at * 1000).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const nameOf = (world: World, subscription: Subscription): string =>
  subscription.items.data.map((item) => productName(world, item.price as unknown as Price)).join(' and ');

function toModel(world: World, subscription: Subscription, configuration: PortalConfiguration): PortalSubscription {
  const item = subscription.items.data[0];
  const invoice = world.tables.invoices[(subscription.latest_invoice as string | null) ?? ''];
  const method = world.tables.paymentMethods[(subscription.default_payment_method as string | null) ?? ''];
  const living = ['active', 'trialing', 'past_due'].includes(subscription.status);
  return {
    id: subscription.id,
    product: nameOf(world, subscription),
    status: subscription.status as PortalSubscription['status'],
    amount: subscription.items.data.reduce(
      (sum, entry) => sum + amountOf(entry.price as unknown as Price, entry.quantity ?? 1),
      0,
    ),
    currency: subscription.currency,
    interval: {
      unit: (item?.price.recurring?.interval ?? 'month') as Interval,
      count: item?.price.recurring?.interval_count ?? 1,
    },
    quantity: item?.quantity ?? 1,
    periodStart: item?.current_period_start ?? subscription.created,
    periodEnd: item?.current_period_end ?? subscription.created,
    trialEndsAt: subscription.status === 'trialing' ? subscription.trial_end : null,
    cancelAt: living ? subscription.cancel_at : null,
    canceledAt: subscription.canceled_at,
    endedAt: subscription.ended_at,
    pendingChange: null,
    unpaid:
      invoice?.status === 'open'
        ? {
            invoice: invoice.id,
            amount: invoice.amount_remaining,
            since: invoice.created,
            nextAttemptAt: invoice.next_payment_attempt,
          }
        : null,
    paymentMethod: method ? toCard(world, method) : null,
    can: {
      cancel: living && subscription.cancel_at === null && configuration.features.subscription_cancel.enabled,
      resume: living && subscription.cancel_at !== null,
      changePlan:
        living &&
        configuration.features.subscription_update.enabled &&
        plansFor(world, subscription, configuration).length > 1,
    },
    cancelMode: configuration.features.subscription_cancel.mode === 'immediately' ? 'immediately' : 'at_period_end',
  };
}

function toCard(world: World, method: PaymentMethod): PortalCard {
  const brand = method.card?.brand ?? method.type;
  return {
    id: method.id,
    brand: brand.charAt(0).toUpperCase() + brand.slice(1),
    last4: method.card?.last4 ?? '',
    expMonth: method.card?.exp_month ?? 1,
    expYear: method.card?.exp_year ?? 2000,
    effect: method.card?.last4 === '4242' ? null : (cardOf(world, method)?.effect ?? null),
  };
}

function plansFor(world: World, subscription: Subscription, configuration: PortalConfiguration): PlanChoice[] {
  const current = subscription.items.data[0]?.price.id;
  const offered = (configuration.features.subscription_update.products ?? []).flatMap((product) => product.prices);
  return offered.flatMap((id) => {
    const price = world.tables.prices[id];
    if (!price?.recurring || !price.active || price.currency !== subscription.currency) return [];
    return [
      {
        price: id,
        product: productName(world, price),
        detail: world.tables.products[price.product as string]?.description ?? null,
        amount: amountOf(price, 1),
        currency: price.currency,
        interval: { unit: price.recurring.interval as Interval, count: price.recurring.interval_count },
        current: id === current,
      },
    ];
  });
}
