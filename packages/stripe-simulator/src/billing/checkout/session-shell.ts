import type { SessionParams } from './session-notes.js';
import { address, mergeMetadata, orNull } from '../../resources/fields.js';
import type { CheckoutSession, Customer } from '../../state/tables.js';
import type { World } from '../../world.js';

const DAY = 86_400;

export interface ShellInput {
  mode: NonNullable<SessionParams['mode']>;
  ui: string;
  hosted: boolean;
  customer: Customer | null;
  now: number;
  currency: string | null;
}

export function shell(
  world: World,
  id: string,
  params: SessionParams,
  { mode, ui, hosted, customer, now, currency }: ShellInput,
): CheckoutSession {
  const url = hosted ? `${world.universe.origin}${world.universe.base}/c/pay/${id}` : null;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? mode !== 'setup' },
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: { enabled: params.automatic_tax?.enabled ?? false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: orNull(params.cancel_url),
    client_reference_id: orNull(params.client_reference_id),
    client_secret: hosted ? null : `${id}_secret_${world.secret(id)}`,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    created: now,
    currency,
    currency_conversion: null,
    custom_fields: (params.custom_fields ?? []) as unknown as CheckoutSession['custom_fields'],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation:
      mode === 'payment' && !customer
        ? (params.customer_creation ?? 'if_required')
        : customer
          ? null
          : mode === 'subscription'
            ? 'always'
            : (params.customer_creation ?? null),
    customer_details: customer
      ? {
          address: address(customer.address as never),
          business_name: null,
          email: customer.email,
          individual_name: null,
          name: null,
          phone: null,
          tax_exempt: 'none',
          tax_ids: null,
        }
      : params.customer_email
        ? {
            address: null,
            business_name: null,
            email: params.customer_email,
            individual_name: null,
            name: null,
            phone: null,
            tax_exempt: 'none',
            tax_ids: null,
          }
        : null,
    customer_email: orNull(params.customer_email),
    discounts: [],
    expires_at: params.expires_at ?? now + DAY,
    integration_identifier: null,
    invoice: null,
    invoice_creation:
      mode === 'payment'
        ? {
            enabled: params.invoice_creation?.enabled ?? false,
            invoice_data: {
              account_tax_ids: null,
              custom_fields: null,
              description: null,
              footer: null,
              issuer: null,
              metadata: {},
              rendering_options: null,
            },
          }
        : null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata(null, params.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection:
      mode === 'subscription'
        ? (params.payment_method_collection ?? 'always')
        : mode === 'setup'
          ? 'always'
          : 'if_required',
    payment_method_configuration_details: { id: 'pmc_simulator', parent: null },
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: params.phone_number_collection?.enabled ?? false },
    recovered_from: null,
    ...(params.return_url ? { return_url: params.return_url } : {}),
    ...(hosted ? {} : { redirect_on_completion: params.redirect_on_completion ?? 'always' }),
    saved_payment_method_options:
      customer && mode !== 'setup'
        ? { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled', payment_method_save: null }
        : null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: orNull(params.success_url),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: ui as CheckoutSession['ui_mode'],
    url,
    wallet_options: null,
  } as CheckoutSession;
}
