import { amountOf } from '../../billing/amounts.js';
import { productName } from '../../billing/invoices/lines.js';
import type { Interval } from '../../billing/subscriptions/periods.js';
import type { PlanChoice, PortalCard, PortalModel, PortalSubscription, PortalView } from '../index.js';
import { cardOf } from '../../payments/methods.js';
import type {
  Customer,
  PaymentMethod,
  PortalConfiguration,
  PortalSession,
  Price,
  Subscription,
} from '../../state/tables.js';
import type { World } from '../../world.js';
import { frameOf, merchantOf } from '../kit/page-frame.js';
import type { HostedCall } from '../hosted-call.js';
import { rowOf } from '../invoice/serve-invoice.js';

export type Notice = PortalModel['notice'];

export interface Opened {
  session: PortalSession;
  customer: Customer;
  configuration: PortalConfiguration;
}

export function modelOf(
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

export const day = (at: number): string =>
  new Date(at * 1000).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
export const nameOf = (world: World, subscription: Subscription): string =>
  subscription.items.data.map((item) => productName(world, item.price as unknown as Price)).join(' and ');

export function toModel(
  world: World,
  subscription: Subscription,
  configuration: PortalConfiguration,
): PortalSubscription {
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

export function plansFor(world: World, subscription: Subscription, configuration: PortalConfiguration): PlanChoice[] {
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
