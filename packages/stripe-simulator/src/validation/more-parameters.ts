/** Endpoints beyond the billing part of the API that tests of billing need; the notation is explained in notation.ts. */
export const MORE_PARAMETERS = `
GET /v1/accounts/:id {}
POST /v1/test_helpers/customers/:id/fund_cash_balance {amount!:n currency! reference}
GET /v1/invoices/upcoming {customer subscription coupon discounts:[{coupon discount promotion_code}]? invoice_items:* schedule automatic_tax:o customer_details:o currency subscription_billing_cycle_anchor:n|(now,unchanged) subscription_cancel_at:n? subscription_cancel_at_period_end:b subscription_cancel_now:b subscription_default_tax_rates:[s]? subscription_details:o subscription_items:[{id price plan quantity:n deleted:b price_data:o discounts:*}] subscription_proration_behavior:(always_invoice,create_prorations,none) subscription_proration_date:n subscription_start_date:n subscription_trial_end:(now)|n subscription_trial_from_plan:b preview_mode}
GET /v1/invoices/upcoming/lines {customer subscription coupon discounts:[{coupon discount promotion_code}]? subscription_details:o subscription_items:[{id price plan quantity:n deleted:b price_data:o discounts:*}] subscription_proration_behavior:(always_invoice,create_prorations,none) subscription_proration_date:n subscription_trial_end:(now)|n limit:n starting_after ending_before}
POST /v1/subscription_items/:id/usage_records {quantity!:n timestamp:(now)|n action:(increment,set)}
GET /v1/subscription_items/:id/usage_record_summaries {limit:n starting_after ending_before}
GET /v2/core/events/:id {}
POST /v1/accounts {type country email business_type business_profile:o capabilities:o controller:o company:o individual:o metadata:m default_currency settings:o tos_acceptance:o}
GET /v1/account {}
POST /v1/transfers {amount:n currency! description destination! metadata:m source_transaction source_type transfer_group}
GET /v1/transfers/:id {}
POST /v1/tokens {card:* customer bank_account:o}
GET /v1/balance_transactions/:id {}
GET /v1/customers/:id/subscriptions {ending_before limit:n starting_after}
GET /v1/payment_pages/:id {key eid}
POST /v1/payment_pages/:id/confirm {key eid payment_method expected_amount expected_payment_method_type return_url last_displayed_line_item_group_details:*}
`;

export interface LegacyParameters {
  endpoints: readonly string[];
  /** First version that refuses them. */
  until: string;
  text: string;
  /** The code of the refusal where it is not `parameter_unknown`. */
  code?: string | undefined;
}

const INTENTS = [
  'POST /v1/payment_intents',
  'POST /v1/payment_intents/:id',
  'POST /v1/payment_intents/:id/confirm',
  'POST /v1/setup_intents',
  'POST /v1/setup_intents/:id',
  'POST /v1/checkout/sessions',
];
const SUBSCRIPTIONS = ['POST /v1/subscriptions', 'POST /v1/subscriptions/:id'];
const SCHEDULES = ['POST /v1/subscription_schedules', 'POST /v1/subscription_schedules/:id'];

/** Parameters Stripe has dropped: accepted under older versions, refused as unknown from `until` on. */
export const LEGACY_PARAMETERS: readonly LegacyParameters[] = [
  {
    endpoints: INTENTS,
    until: '2026-09-30',
    text: '{payment_method_types:[s]}',
    code: 'payment_method_types_no_longer_supported',
  },
  {
    endpoints: ['POST /v1/subscriptions/:id', 'POST /v1/subscriptions/:id/resume'],
    until: '2026-09-30',
    text: '{billing_cycle_anchor:(now,unchanged)}',
  },
  { endpoints: ['POST /v1/checkout/sessions'], until: '2026-03-25', text: '{ui_mode:(hosted,embedded,custom)}' },
  { endpoints: ['POST /v1/promotion_codes'], until: '2025-09-30', text: '{coupon promotion:{coupon type:(coupon)}}' },
  { endpoints: SCHEDULES, until: '2025-09-30', text: '{phases:[{iterations:n}]}' },
  {
    endpoints: [...SUBSCRIPTIONS, 'POST /v1/customers', 'POST /v1/customers/:id'],
    until: '2025-03-31',
    text: '{coupon:s? promotion_code:s?}',
  },
  { endpoints: SCHEDULES, until: '2025-03-31', text: '{phases:[{coupon}]}' },
  {
    endpoints: ['POST /v1/invoiceitems', 'POST /v1/invoiceitems/:id'],
    until: '2025-03-31',
    text: '{price unit_amount:n}',
  },
  { endpoints: ['POST /v1/credit_notes'], until: '2025-03-31', text: '{refund}' },
  { endpoints: SUBSCRIPTIONS, until: '2099-01-01', text: '{plan quantity:n prorate:b tax_percent:n source}' },
  {
    endpoints: ['POST /v1/customers', 'POST /v1/customers/:id'],
    until: '2099-01-01',
    text: '{default_source:s? card:*}',
  },
];
