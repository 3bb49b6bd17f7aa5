import type Stripe from 'stripe';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { PortalConfiguration, PortalSession } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

type Features =
  | Stripe.BillingPortal.ConfigurationCreateParams.Features
  | Stripe.BillingPortal.ConfigurationUpdateParams.Features;

export const portalRoutes = [
  route<Stripe.BillingPortal.SessionCreateParams>('POST', '/v1/billing_portal/sessions', ({ world, params }) =>
    createPortalSession(world, params),
  ),
  route<Stripe.BillingPortal.ConfigurationCreateParams>(
    'POST',
    '/v1/billing_portal/configurations',
    ({ world, params }) => {
      const configuration = makeConfiguration(world, params, false);
      emit(world, 'billing_portal.configuration.created', configuration);
      return configuration;
    },
  ),
  route('GET', '/v1/billing_portal/configurations/:id', (call) =>
    fetchByPath(call.world, 'billing_portal.configuration', pathId(call)),
  ),
  route<Stripe.BillingPortal.ConfigurationUpdateParams>('POST', '/v1/billing_portal/configurations/:id', (call) => {
    const { world, params } = call;
    const configuration = fetchByPath(world, 'billing_portal.configuration', pathId(call));
    const before = snapshot(world, configuration);
    if (params.active !== undefined) {
      if (!params.active && configuration.is_default)
        throw invalidRequest('You cannot deactivate the default configuration.', { param: 'active' });
      configuration.active = params.active;
    }
    if (params.default_return_url !== undefined) configuration.default_return_url = orNull(params.default_return_url);
    if (params.business_profile)
      configuration.business_profile = {
        ...configuration.business_profile,
        ...businessProfile(params.business_profile),
      };
    if (params.features) configuration.features = featuresOf(params.features, configuration.features);
    if (params.name !== undefined) configuration.name = orNull(params.name);
    configuration.metadata = mergeMetadata(configuration.metadata, params.metadata);
    configuration.updated = world.now();
    emit(world, 'billing_portal.configuration.updated', configuration, before);
    return configuration;
  }),
  route<Stripe.BillingPortal.ConfigurationListParams>(
    'GET',
    '/v1/billing_portal/configurations',
    ({ world, params }) => {
      const rows = Object.values(world.tables.portalConfigurations).filter(
        (configuration) =>
          (params.active === undefined || configuration.active === params.active) &&
          (params.is_default === undefined || configuration.is_default === params.is_default),
      );
      return page(world, 'billing_portal.configuration', rows, params, '/v1/billing_portal/configurations');
    },
  ),
];

function createPortalSession(world: World, params: Stripe.BillingPortal.SessionCreateParams): PortalSession {
  if (!params.customer) throw missingParameter('customer');
  const customer = fetchByParam(world, 'customer', params.customer, 'customer');
  const configuration = params.configuration
    ? fetchByParam(world, 'billing_portal.configuration', params.configuration, 'configuration')
    : defaultConfiguration(world);
  if (params.return_url !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(params.return_url))
    throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' });
  const id = world.id('bps');
  const session: PortalSession = {
    id,
    object: 'billing_portal.session',
    configuration: configuration.id,
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: params.flow_data ? flowOf(world, params.flow_data, customer.id) : null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: orNull(params.on_behalf_of),
    return_url: orNull(params.return_url) ?? configuration.default_return_url,
    url: `${world.universe.origin}${world.universe.base}/p/session/${id}`,
  };
  world.put('portalSessions', session);
  emit(world, 'billing_portal.session.created', session);
  return session;
}

function flowOf(
  world: World,
  flow: Stripe.BillingPortal.SessionCreateParams.FlowData,
  customer: string,
): PortalSession['flow'] {
  const subscriptionOf = (given: { subscription: string } | undefined, param: string): string => {
    if (!given) throw missingParameter(`flow_data[${param}]`);
    const subscription = fetchByParam(world, 'subscription', given.subscription, `flow_data[${param}][subscription]`);
    if (subscription.customer !== customer)
      throw invalidRequest(`Subscription ${subscription.id} does not belong to customer ${customer}.`, {
        param: `flow_data[${param}][subscription]`,
      });
    return subscription.id;
  };
  const after = flow.after_completion;
  return {
    after_completion: {
      hosted_confirmation: after?.hosted_confirmation
        ? { custom_message: after.hosted_confirmation.custom_message ?? null }
        : null,
      redirect: after?.redirect ? { return_url: after.redirect.return_url } : null,
      type: after?.type ?? 'portal_homepage',
    },
    customer_update: flow.type === 'customer_update' ? {} : null,
    subscription_cancel:
      flow.type === 'subscription_cancel'
        ? { retention: null, subscription: subscriptionOf(flow.subscription_cancel, 'subscription_cancel') }
        : null,
    subscription_pause:
      flow.type === 'subscription_pause'
        ? { subscription: subscriptionOf(flow.subscription_pause, 'subscription_pause') }
        : null,
    subscription_update:
      flow.type === 'subscription_update'
        ? { subscription: subscriptionOf(flow.subscription_update, 'subscription_update') }
        : null,
    subscription_update_confirm:
      flow.type === 'subscription_update_confirm'
        ? {
            discounts: null,
            items: (flow.subscription_update_confirm?.items ?? []).map((item) => ({
              id: item.id ?? null,
              price: item.price ?? null,
              quantity: item.quantity ?? 1,
            })),
            subscription: subscriptionOf(flow.subscription_update_confirm, 'subscription_update_confirm'),
          }
        : null,
    type: flow.type,
  } as unknown as PortalSession['flow'];
}

/** The configuration an account has before anybody makes one. */
export function defaultConfiguration(world: World): PortalConfiguration {
  const found = Object.values(world.tables.portalConfigurations).find((configuration) => configuration.is_default);
  if (found) return found;
  return makeConfiguration(
    world,
    {
      features: {
        customer_update: { enabled: true, allowed_updates: ['email', 'address'] },
        invoice_history: { enabled: true },
        payment_method_update: { enabled: true },
        subscription_cancel: { enabled: true, mode: 'at_period_end' },
      },
    },
    true,
  );
}

function makeConfiguration(
  world: World,
  params: Stripe.BillingPortal.ConfigurationCreateParams,
  isDefault: boolean,
): PortalConfiguration {
  const now = world.now();
  return world.put('portalConfigurations', {
    id: world.id('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: {
      headline: null,
      privacy_policy_url: null,
      terms_of_service_url: null,
      ...businessProfile(params.business_profile || {}),
    },
    created: now,
    default_return_url: orNull(params.default_return_url),
    features: featuresOf(params.features),
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: params.login_page?.enabled ?? false, url: null },
    metadata: mergeMetadata(null, params.metadata),
    name: orNull(params.name),
    updated: now,
  });
}

function businessProfile(given: {
  headline?: string | '' | null | undefined;
  privacy_policy_url?: string | null | undefined;
  terms_of_service_url?: string | null | undefined;
}) {
  return {
    ...(given.headline === undefined ? {} : { headline: orNull(given.headline) }),
    ...(given.privacy_policy_url === undefined ? {} : { privacy_policy_url: orNull(given.privacy_policy_url) }),
    ...(given.terms_of_service_url === undefined ? {} : { terms_of_service_url: orNull(given.terms_of_service_url) }),
  };
}

function featuresOf(given: Features, old?: PortalConfiguration['features']): PortalConfiguration['features'] {
  const cancel = given.subscription_cancel;
  const update = given.subscription_update;
  const pause = given.subscription_pause as
    | {
        duration?: {
          type: 'indefinite' | 'interval_options';
          interval_options?: { interval: 'day'; interval_count: number }[];
        };
        enabled?: boolean;
      }
    | undefined;
  return {
    customer_update: {
      allowed_updates: given.customer_update?.allowed_updates || old?.customer_update.allowed_updates || [],
      enabled: given.customer_update?.enabled ?? old?.customer_update.enabled ?? false,
    },
    invoice_history: { enabled: given.invoice_history?.enabled ?? old?.invoice_history.enabled ?? false },
    payment_method_update: {
      enabled: given.payment_method_update?.enabled ?? old?.payment_method_update.enabled ?? false,
      payment_method_configuration: old?.payment_method_update.payment_method_configuration ?? null,
    },
    subscription_cancel: {
      cancellation_reason: {
        feedback_options: null,
        enabled: cancel?.cancellation_reason?.enabled ?? old?.subscription_cancel.cancellation_reason.enabled ?? false,
        options: (cancel?.cancellation_reason?.options ||
          old?.subscription_cancel.cancellation_reason.options || [
            'too_expensive',
            'missing_features',
            'switched_service',
            'unused',
            'other',
          ]) as PortalConfiguration['features']['subscription_cancel']['cancellation_reason']['options'],
      },
      enabled: cancel?.enabled ?? old?.subscription_cancel.enabled ?? false,
      mode: cancel?.mode ?? old?.subscription_cancel.mode ?? 'at_period_end',
      proration_behavior: cancel?.proration_behavior ?? old?.subscription_cancel.proration_behavior ?? 'none',
    },
    subscription_pause: {
      duration: pause?.duration
        ? { interval_options: pause.duration.interval_options ?? [], type: pause.duration.type }
        : (old?.subscription_pause.duration ?? { interval_options: [], type: 'indefinite' }),
      enabled: pause?.enabled ?? old?.subscription_pause.enabled ?? false,
    },
    subscription_update: {
      billing_cycle_anchor: update?.billing_cycle_anchor ?? old?.subscription_update.billing_cycle_anchor ?? null,
      default_allowed_updates:
        update?.default_allowed_updates || old?.subscription_update.default_allowed_updates || [],
      enabled: update?.enabled ?? old?.subscription_update.enabled ?? false,
      products:
        ((update?.products || null) as { product: string; prices: string[] }[] | null)?.map((product) => ({
          adjustable_quantity: { enabled: false, maximum: null, minimum: 1 },
          prices: product.prices,
          product: product.product,
        })) ??
        old?.subscription_update.products ??
        [],
      proration_behavior: update?.proration_behavior ?? old?.subscription_update.proration_behavior ?? 'none',
      schedule_at_period_end: {
        conditions: (update?.schedule_at_period_end?.conditions ||
          old?.subscription_update.schedule_at_period_end.conditions ||
          []) as { type: 'decreasing_item_amount' | 'shortening_interval' }[],
      },
      trial_update_behavior:
        update?.trial_update_behavior ?? old?.subscription_update.trial_update_behavior ?? 'end_trial',
    },
  };
}
