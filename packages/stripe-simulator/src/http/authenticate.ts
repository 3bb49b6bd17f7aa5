import { StripeFailure } from './stripe-error.js';

/** The secret key of a request; throws Stripe's 401 for what cannot be one. Any `sk_test_…` or `rk_test_…` key is accepted. */
export function authenticate(request: Request): string {
  const header = request.headers.get('authorization') ?? '';
  let key = /^Bearer\s+(.+)$/i.exec(header)?.[1]?.trim() ?? '';
  const basic = /^Basic\s+(.+)$/i.exec(header)?.[1];
  if (basic) key = Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? '';
  if (key === '') {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  if (key.startsWith('pk_'))
    throw unauthorized(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      'secret_key_required',
    );
  if (/^(sk|rk)_live_/.test(key))
    throw unauthorized(
      'The simulator has no live mode: use a test key (sk_test_…). A live key must never be sent to a simulator.',
    );
  if (!/^(sk|rk)_test_./.test(key)) throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
  return key;
}

function unauthorized(message: string, code?: string): StripeFailure {
  return new StripeFailure(401, { type: 'invalid_request_error', message, ...(code ? { code } : {}) });
}

function masked(key: string): string {
  return key.length <= 8
    ? '*'.repeat(key.length)
    : `${key.slice(0, 7)}${'*'.repeat(Math.max(1, key.length - 11))}${key.slice(-4)}`;
}
