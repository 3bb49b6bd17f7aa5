import type Stripe from 'stripe';
import { emit } from '../events.js';
import { type Call, pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, StripeFailure } from '../http/stripe-error.js';
import { createMethod, methodFor } from '../payments/methods.js';
import { confirmSetupIntent, createSetupIntent } from '../payments/setup-intent.js';
import type { SetupIntent } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

type CreateParams = Stripe.SetupIntentCreateParams & { payment_method_types?: string[] };

export const setupIntentRoutes = [
  route<CreateParams>('POST', '/v1/setup_intents', (call) => create(call)),
  route('GET', '/v1/setup_intents/:id', (call) => fetchByPath(call.world, 'setup_intent', pathId(call))),
  route<Stripe.SetupIntentUpdateParams & { payment_method_types?: string[] }>(
    'POST',
    '/v1/setup_intents/:id',
    (call) => {
      const { world, params } = call;
      const intent = fetchByPath(world, 'setup_intent', pathId(call));
      if (params.customer !== undefined)
        intent.customer = fetchByParam(world, 'customer', params.customer, 'customer').id;
      if (params.description !== undefined) intent.description = orNull(params.description);
      if (params.payment_method !== undefined) {
        intent.payment_method = methodFor(world, params.payment_method, 'payment_method').id;
        if (intent.status === 'requires_payment_method') intent.status = 'requires_confirmation';
      }
      if (params.payment_method_types) intent.payment_method_types = params.payment_method_types;
      intent.metadata = mergeMetadata(intent.metadata, params.metadata);
      return intent;
    },
  ),
  route<Stripe.SetupIntentConfirmParams>('POST', '/v1/setup_intents/:id/confirm', (call) => {
    const intent = fetchByPath(call.world, 'setup_intent', pathId(call));
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      throw invalidRequest(`You cannot confirm this SetupIntent because it has a status of ${intent.status}.`, {
        code: 'setup_intent_unexpected_state',
      });
    }
    return confirm(call.world, intent, call.params);
  }),
  route<Stripe.SetupIntentCancelParams>('POST', '/v1/setup_intents/:id/cancel', (call) => {
    const intent = fetchByPath(call.world, 'setup_intent', pathId(call));
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      throw invalidRequest(`You cannot cancel this SetupIntent because it has a status of ${intent.status}.`, {
        code: 'setup_intent_unexpected_state',
      });
    }
    intent.status = 'canceled';
    intent.cancellation_reason = call.params.cancellation_reason ?? null;
    emit(call.world, 'setup_intent.canceled', intent);
    return intent;
  }),
  route<Stripe.SetupIntentListParams>('GET', '/v1/setup_intents', ({ world, params }) => {
    const rows = Object.values(world.tables.setupIntents).filter(
      (intent) =>
        (params.customer === undefined || intent.customer === params.customer) &&
        (params.payment_method === undefined || intent.payment_method === params.payment_method),
    );
    return page(world, 'setup_intent', rows, params, '/v1/setup_intents');
  }),
];

function create(call: Call<CreateParams>): SetupIntent {
  const { world, params, version } = call;
  const customer = params.customer ? fetchByParam(world, 'customer', params.customer, 'customer') : null;
  const method = params.payment_method
    ? methodFor(world, params.payment_method, 'payment_method')
    : params.payment_method_data
      ? createMethod(world, params.payment_method_data as unknown as Stripe.PaymentMethodCreateParams)
      : null;
  const automatic =
    params.automatic_payment_methods?.enabled ??
    (params.payment_method_types === undefined && version.day >= '2023-08-16');
  const intent = createSetupIntent(world, {
    customer: customer?.id ?? null,
    description: orNull(params.description),
    metadata: mergeMetadata(null, params.metadata),
    payment_method: method?.id,
    usage: params.usage,
    types: params.payment_method_types ?? (automatic ? ['card', 'link'] : ['card']),
    automatic,
  });
  return params.confirm ? confirm(world, intent, params) : intent;
}

function confirm(
  world: World,
  intent: SetupIntent,
  params: { payment_method?: string | undefined; payment_method_data?: unknown; return_url?: string | undefined },
): SetupIntent {
  const method = params.payment_method
    ? methodFor(world, params.payment_method, 'payment_method')
    : params.payment_method_data
      ? createMethod(world, params.payment_method_data as Stripe.PaymentMethodCreateParams)
      : world.tables.paymentMethods[(intent.payment_method as string | null) ?? ''];
  if (!method)
    throw invalidRequest(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
      { code: 'setup_intent_unexpected_state' },
    );
  const outcome = confirmSetupIntent(world, intent, method, { returnUrl: params.return_url ?? null });
  if (outcome.kind === 'declined') {
    const { payment_method: _method, ...error } = outcome.error;
    throw new StripeFailure(402, {
      ...(error as unknown as StripeFailure['body']),
      setup_intent: intent,
      payment_method: method,
    });
  }
  return intent;
}
