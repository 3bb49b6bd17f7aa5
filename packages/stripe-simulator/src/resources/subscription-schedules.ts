import type Stripe from 'stripe';
import { addIntervals } from '../billing/subscriptions/periods.js';
import { applyPhase, type Phase, releaseSchedule, startPhase } from '../billing/subscriptions/schedule-phases.js';
import { recurringPrice } from '../billing/subscriptions/subscription-items.js';
import { endSubscription } from '../billing/subscriptions/end-subscription.js';
import { isBefore } from '../eras/version.js';
import { emit, snapshot } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { Subscription, SubscriptionSchedule } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

type PhaseInput = Stripe.SubscriptionScheduleCreateParams.Phase & {
  iterations?: number;
  coupon?: string;
  start_date?: number | 'now';
};

export const subscriptionScheduleRoutes = [
  route<Stripe.SubscriptionScheduleCreateParams>('POST', '/v1/subscription_schedules', (call) => create(call)),
  route('GET', '/v1/subscription_schedules/:id', (call) =>
    fetchByPath(call.world, 'subscription_schedule', pathId(call)),
  ),
  route<Stripe.SubscriptionScheduleUpdateParams>('POST', '/v1/subscription_schedules/:id', (call) => update(call)),
  route<Stripe.SubscriptionScheduleCancelParams>('POST', '/v1/subscription_schedules/:id/cancel', (call) => {
    const { world, params } = call;
    const schedule = fetchByPath(world, 'subscription_schedule', pathId(call));
    assertLiving(schedule, 'cancel');
    const now = world.now(schedule.test_clock as string | null);
    schedule.status = 'canceled';
    schedule.canceled_at = now;
    schedule.current_phase = null;
    const subscription = world.tables.subscriptions[(schedule.subscription as string | null) ?? ''];
    if (subscription && !['canceled', 'incomplete_expired'].includes(subscription.status)) {
      subscription.schedule = null;
      endSubscription(world, subscription, {
        at: now,
        reason: 'cancellation_requested',
        invoiceNow: params.invoice_now ?? true,
        prorate: params.prorate ?? true,
      });
    }
    emit(world, 'subscription_schedule.canceled', schedule);
    return schedule;
  }),
  route('POST', '/v1/subscription_schedules/:id/release', (call) => {
    const schedule = fetchByPath(call.world, 'subscription_schedule', pathId(call));
    assertLiving(schedule, 'release');
    releaseSchedule(call.world, schedule);
    return schedule;
  }),
  route<Stripe.SubscriptionScheduleListParams>('GET', '/v1/subscription_schedules', ({ world, params }) => {
    const rows = Object.values(world.tables.subscriptionSchedules).filter(
      (schedule) =>
        (params.customer === undefined || schedule.customer === params.customer) &&
        (params.scheduled === undefined || (schedule.status === 'not_started') === params.scheduled),
    );
    return page(world, 'subscription_schedule', rows, params, '/v1/subscription_schedules');
  }),
];

function assertLiving(schedule: SubscriptionSchedule, what: string): void {
  if (schedule.status !== 'active' && schedule.status !== 'not_started') {
    throw invalidRequest(
      `You cannot ${what} a subscription schedule that is currently in the \`${schedule.status}\` status.`,
    );
  }
}

function create(call: Call<Stripe.SubscriptionScheduleCreateParams>): SubscriptionSchedule {
  const { world, params, version } = call;
  const from = params.from_subscription
    ? fetchByParam(world, 'subscription', params.from_subscription, 'from_subscription')
    : undefined;
  if (from && params.phases)
    throw invalidRequest('You cannot set `phases` if `from_subscription` is set.', { param: 'phases' });
  if (from?.schedule)
    throw invalidRequest(`The subscription is already attached to a schedule: \`${String(from.schedule)}\`.`, {
      param: 'from_subscription',
    });
  const customerId = from ? (from.customer as string) : params.customer;
  if (!customerId) throw missingParameter('customer');
  const customer = fetchByParam(world, 'customer', customerId, 'customer');
  if (!from && !params.phases?.length) throw missingParameter('phases');
  const now = world.now(customer.test_clock);
  const start = params.start_date === undefined || params.start_date === 'now' ? now : params.start_date;
  const mode = from
    ? from.billing_mode.type
    : (params.billing_mode?.type ?? (isBefore(version, 'clover') ? 'classic' : 'flexible'));
  const phases = from ? [phaseOf(from)] : readPhases(world, params.phases as PhaseInput[], start);
  const schedule = {
    id: world.id('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode:
      mode === 'flexible'
        ? { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: now }
        : { flexible: null, type: 'classic' },
    canceled_at: null,
    completed_at: null,
    created: now,
    current_phase: from ? { start_date: phases[0]?.start_date ?? now, end_date: phases[0]?.end_date ?? now } : null,
    customer: customer.id,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      billing_cycle_anchor: params.default_settings?.billing_cycle_anchor ?? 'automatic',
      billing_thresholds: null,
      collection_method: params.default_settings?.collection_method ?? 'charge_automatically',
      default_payment_method: orNull(params.default_settings?.default_payment_method),
      description: orNull(params.default_settings?.description),
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: params.default_settings?.invoice_settings?.days_until_due ?? null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
      on_behalf_of: null,
      transfer_data: null,
    },
    end_behavior: params.end_behavior ?? 'release',
    livemode: false,
    metadata: mergeMetadata(null, params.metadata),
    pause_schedules: [],
    phases,
    released_at: null,
    released_subscription: null,
    status: from ? 'active' : 'not_started',
    subscription: from?.id ?? null,
    test_clock: customer.test_clock ?? null,
  } as unknown as SubscriptionSchedule;
  world.put('subscriptionSchedules', schedule);
  if (from) {
    const before = snapshot(world, from);
    from.schedule = schedule.id;
    emit(world, 'customer.subscription.updated', from, before);
  }
  emit(world, 'subscription_schedule.created', schedule);
  if (!from && start <= now) startPhase(world, schedule);
  return schedule;
}

function update(call: Call<Stripe.SubscriptionScheduleUpdateParams>): SubscriptionSchedule {
  const { world, params } = call;
  const schedule = fetchByPath(world, 'subscription_schedule', pathId(call));
  assertLiving(schedule, 'update');
  const before = snapshot(world, schedule);
  const now = world.now(schedule.test_clock as string | null);
  if (params.end_behavior) schedule.end_behavior = params.end_behavior;
  schedule.metadata = mergeMetadata(schedule.metadata, params.metadata);
  if (params.default_settings?.default_payment_method !== undefined)
    schedule.default_settings.default_payment_method = orNull(params.default_settings.default_payment_method);
  if (params.phases) {
    const first = params.phases[0] as PhaseInput | undefined;
    const current = schedule.current_phase;
    const start =
      first?.start_date === undefined || first.start_date === 'now' ? (current?.start_date ?? now) : first.start_date;
    if (current && start !== current.start_date && start > now)
      throw invalidRequest('The first phase must begin with the current phase of the schedule.', {
        param: 'phases[0][start_date]',
      });
    schedule.phases = readPhases(world, params.phases as PhaseInput[], start);
    const running = schedule.phases.find((phase) => phase.start_date <= now && phase.end_date > now);
    if (schedule.status === 'active' && running) {
      schedule.current_phase = { start_date: running.start_date, end_date: running.end_date };
      const subscription = world.tables.subscriptions[(schedule.subscription as string | null) ?? ''];
      if (subscription) applyPhase(world, subscription, { ...running, billing_cycle_anchor: null });
    }
  }
  emit(world, 'subscription_schedule.updated', schedule, before);
  return schedule;
}

function readPhases(world: World, inputs: readonly PhaseInput[], begin: number): Phase[] {
  let start = begin;
  return inputs.map((input, index) => {
    const prices = (input.items ?? []).map((item, position) =>
      recurringPrice(world, item, `phases[${index}][items][${position}]`),
    );
    if (prices.length === 0) throw missingParameter(`phases[${index}][items]`);
    if (typeof input.start_date === 'number') start = input.start_date;
    const end = endOf(input, prices[0]?.recurring ?? { interval: 'month', interval_count: 1 }, start, index);
    const phase = phaseFrom(
      input,
      prices.map((price) => price.id),
      prices[0]?.currency ?? 'usd',
      start,
      end,
    );
    start = end;
    return phase;
  });
}

function endOf(
  input: PhaseInput,
  rhythm: { interval: string; interval_count: number },
  start: number,
  index: number,
): number {
  if (typeof input.end_date === 'number') {
    if (input.end_date <= start)
      throw invalidRequest('The end date of a phase must be after its start date.', {
        param: `phases[${index}][end_date]`,
      });
    return input.end_date;
  }
  if (input.duration) return addIntervals(start, input.duration.interval, input.duration.interval_count ?? 1);
  return addIntervals(start, rhythm.interval, rhythm.interval_count * (input.iterations ?? 1));
}

function phaseFrom(input: PhaseInput, prices: readonly string[], currency: string, start: number, end: number): Phase {
  const requests = [
    ...(input.coupon ? [{ coupon: input.coupon }] : []),
    ...((input.discounts || []) as { coupon?: string; promotion_code?: string }[]),
  ];
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: input.billing_cycle_anchor ?? null,
    billing_thresholds: null,
    collection_method: input.collection_method ?? null,
    currency,
    default_payment_method: orNull(input.default_payment_method),
    default_tax_rates: [],
    description: orNull(input.description),
    discounts: requests.map((request) => ({
      coupon: request.coupon ?? null,
      discount: null,
      promotion_code: request.promotion_code ?? null,
    })),
    end_date: end,
    invoice_settings: input.invoice_settings?.days_until_due
      ? {
          account_tax_ids: null,
          custom_fields: null,
          days_until_due: input.invoice_settings.days_until_due,
          description: null,
          footer: null,
          issuer: null,
        }
      : null,
    items: input.items.map((item, index) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: mergeMetadata(null, item.metadata),
      plan: prices[index],
      price: prices[index],
      quantity: item.quantity ?? 1,
      tax_rates: [],
    })),
    metadata: mergeMetadata(null, input.metadata),
    on_behalf_of: null,
    proration_behavior: input.proration_behavior ?? 'create_prorations',
    start_date: start,
    transfer_data: null,
    trial_end: typeof input.trial_end === 'number' ? input.trial_end : input.trial ? end : null,
  } as unknown as Phase;
}

/** The present of a subscription as a schedule's first phase. */
function phaseOf(subscription: Subscription): Phase {
  const ends = subscription.items.data.map((item) => item.current_period_end);
  const starts = subscription.items.data.map((item) => item.current_period_start);
  return phaseFrom(
    {
      items: subscription.items.data.map((item) => ({
        price: item.price.id,
        ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      })),
      ...(subscription.trial_end === null ? {} : { trial_end: subscription.trial_end }),
    } as PhaseInput,
    subscription.items.data.map((item) => item.price.id),
    subscription.currency,
    Math.min(...starts),
    Math.max(...ends),
  );
}
