import { emit } from '../events.js';
import type { PaymentMethod, SetupIntent } from '../state/tables.js';
import type { World } from '../world.js';
import { cardOf } from './methods.js';

export interface SetupIntentInput {
  customer: string | null;
  description?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
  payment_method?: string | null | undefined;
  usage?: string | undefined;
  types?: string[] | undefined;
  automatic?: boolean | undefined;
}

export function createSetupIntent(world: World, input: SetupIntentInput): SetupIntent {
  const id = world.id('seti');
  const intent: SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: input.automatic ? { allow_redirects: 'always', enabled: true } : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${world.secret(id)}`,
    created: world.now(input.customer ? world.tables.customers[input.customer]?.test_clock : null),
    customer: input.customer,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: input.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: input.payment_method ?? null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: input.types ?? ['card'],
    single_use_mandate: null,
    status: input.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    usage: input.usage ?? 'off_session',
  } as unknown as SetupIntent;
  world.put('setupIntents', intent);
  emit(world, 'setup_intent.created', intent);
  return intent;
}

export type SetupOutcome =
  | { kind: 'succeeded' }
  | { kind: 'requires_action' }
  | { kind: 'declined'; error: NonNullable<SetupIntent['last_setup_error']> };

/** Saves a method for later: asks the bank when the card wants it, refuses cards that cannot be saved. */
export function confirmSetupIntent(
  world: World,
  intent: SetupIntent,
  method: PaymentMethod,
  options: { returnUrl?: string | null | undefined; approved?: boolean | undefined } = {},
): SetupOutcome {
  const card = cardOf(world, method);
  intent.payment_method = method.id;
  intent.latest_attempt = world.id('setatt');
  if (card?.declinesOnAttach && card.decline) {
    intent.status = 'requires_payment_method';
    intent.payment_method = null;
    const error = {
      code: card.decline.code,
      ...(card.decline.decline_code ? { decline_code: card.decline.decline_code } : {}),
      doc_url: `https://stripe.com/docs/error-codes/${card.decline.code.replaceAll('_', '-')}`,
      message: card.decline.message,
      payment_method: structuredClone(method),
      type: 'card_error',
    } as unknown as NonNullable<SetupIntent['last_setup_error']>;
    intent.last_setup_error = error;
    emit(world, 'setup_intent.setup_failed', intent);
    return { kind: 'declined', error };
  }
  if (card?.authentication && !options.approved) {
    const url = `${world.universe.origin}${world.universe.base}/3ds/${intent.id}`;
    intent.status = 'requires_action';
    intent.next_action = (
      options.returnUrl
        ? { redirect_to_url: { return_url: options.returnUrl, url }, type: 'redirect_to_url' }
        : { type: 'use_stripe_sdk', use_stripe_sdk: { stripe_js: url, type: 'stripe_3ds2_fingerprint' } }
    ) as SetupIntent['next_action'];
    emit(world, 'setup_intent.requires_action', intent);
    return { kind: 'requires_action' };
  }
  intent.status = 'succeeded';
  intent.next_action = null;
  intent.last_setup_error = null;
  if (card?.authentication === 'unless_set_up') world.data.notes.cards[`${method.id}:set_up`] = 'yes';
  if (intent.customer && method.customer === null) {
    method.customer = intent.customer;
    emit(world, 'payment_method.attached', method);
  }
  emit(world, 'setup_intent.succeeded', intent);
  return { kind: 'succeeded' };
}
