import { day, modelOf, nameOf, type Notice, type Opened, plansFor, toModel } from './portal-model.js';

import { endSubscription } from '../../billing/subscriptions/end-subscription.js';
import { previewInvoice } from '../../billing/invoices/preview-invoice.js';
import { collectInvoice, methodOf } from '../../billing/invoices/settle-invoice.js';
import { lastPeriodEnd } from '../../billing/subscriptions/subscription-items.js';
import { updateSubscription } from '../../billing/subscriptions/update-subscription.js';
import { emit, snapshot } from '../../events.js';
import { EMPTY_ENTRY, messagePage, portalPage, readPortalForm } from '../index.js';
import type { PortalView } from '../index.js';
import { createCardMethod } from '../../payments/methods.js';
import { cardByNumber, passesLuhn } from '../../payments/test-cards.js';
import { defaultConfiguration } from '../../resources/portal.js';
import type { PortalConfiguration, Subscription } from '../../state/tables.js';
import { frameOf } from '../kit/page-frame.js';
import type { HostedAnswer, HostedCall } from '../hosted-call.js';

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
  card: ReturnType<typeof import('../index.js').readCardForm>,
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
