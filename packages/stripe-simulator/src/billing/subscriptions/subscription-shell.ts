import type { CreateParams } from './subscription-params.js';
import { mergeMetadata, orNull } from '../../resources/fields.js';
import { fetchByParam } from '../../resources/kinds.js';
import type { Customer, Subscription, SubscriptionItem } from '../../state/tables.js';
import type { World } from '../../world.js';

export interface Shell {
  id: string;
  params: CreateParams;
  customer: Customer;
  items: SubscriptionItem[];
  anchor: number;
  trialEnd: number | null;
  now: number;
  currency: string;
  mode: 'classic' | 'flexible';
  discounts: string[];
  method: string | null;
}

export function shell(
  world: World,
  { id, params, customer, items, anchor, trialEnd, now, currency, mode, discounts, method }: Shell,
): Subscription {
  const cancelAt =
    typeof params.cancel_at === 'number'
      ? params.cancel_at
      : params.cancel_at === 'min_period_end'
        ? Math.min(...items.map((item) => item.current_period_end))
        : params.cancel_at === 'max_period_end'
          ? Math.max(...items.map((item) => item.current_period_end))
          : null;
  const atPeriodEnd = params.cancel_at_period_end ?? false;
  const periodEnd = Math.max(...items.map((item) => item.current_period_end));
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: orNull(params.application_fee_percent),
    automatic_tax: {
      disabled_reason: null,
      enabled: params.automatic_tax?.enabled ?? false,
      liability: params.automatic_tax?.enabled ? { type: 'self' } : null,
    },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: params.billing_cycle_anchor_config
      ? {
          day_of_month: params.billing_cycle_anchor_config.day_of_month,
          hour: params.billing_cycle_anchor_config.hour ?? null,
          minute: params.billing_cycle_anchor_config.minute ?? null,
          month: params.billing_cycle_anchor_config.month ?? null,
          second: params.billing_cycle_anchor_config.second ?? null,
        }
      : null,
    billing_mode:
      mode === 'flexible'
        ? {
            flexible: { proration_discounts: params.billing_mode?.flexible?.proration_discounts ?? 'included' },
            type: 'flexible',
            updated_at: now,
          }
        : { flexible: null, type: 'classic' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: atPeriodEnd ? periodEnd : cancelAt,
    cancel_at_period_end: atPeriodEnd,
    canceled_at: atPeriodEnd || cancelAt !== null ? now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: params.collection_method ?? 'charge_automatically',
    created: now,
    currency,
    customer: customer.id,
    customer_account: null,
    days_until_due: params.days_until_due ?? null,
    default_payment_method: method,
    default_source: null,
    default_tax_rates: ((params.default_tax_rates || []) as string[]).map((rate, index) =>
      fetchByParam(world, 'tax_rate', rate, `default_tax_rates[${index}]`),
    ) as unknown as NonNullable<Subscription['default_tax_rates']>,
    description: orNull(params.description),
    discounts,
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: {
      object: 'list',
      data: items,
      has_more: false,
      total_count: items.length,
      url: `/v1/subscription_items?subscription=${id}`,
    } as unknown as Subscription['items'],
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata(null, params.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: orNull(params.on_behalf_of),
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: (orNull(params.payment_settings?.payment_method_types) ?? null) as NonNullable<
        Subscription['payment_settings']
      >['payment_method_types'],
      save_default_payment_method: params.payment_settings?.save_default_payment_method ?? 'off',
    },
    pending_invoice_item_interval: orNull(
      params.pending_invoice_item_interval,
    ) as Subscription['pending_invoice_item_interval'],
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: 'incomplete',
    test_clock: customer.test_clock ?? null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
      },
    },
    trial_start: trialEnd === null ? null : now,
  } as Subscription;
}
