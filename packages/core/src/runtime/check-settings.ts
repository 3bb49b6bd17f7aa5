import type { Mode } from './mode.js';

// Each check answers whole sentences that say what to put there. None repeats a secret: the sentences land in logs.
const MIN_SECRET_LENGTH = 24;

export function checkSecretKey(key: string): string[] {
  const name = 'STRIPE_SECRET_KEY';
  if (key.trim() === '')
    return [`${name} is empty: put the secret key there (sk_test_… or sk_live_…), or leave it out.`];
  if (/^["']|["']$|\s/.test(key)) return [`${name} has quotes or spaces around it: put the bare key there.`];
  if (key.startsWith('pk_'))
    return [
      `${name} holds a publishable key (pk_…): put the secret key there (sk_test_… or sk_live_…). Farebox needs no publishable key.`,
    ];
  if (key.startsWith('whsec_'))
    return [
      `${name} holds a webhook secret (whsec_…): put the secret key there (sk_test_… or sk_live_…) and the webhook secret into STRIPE_WEBHOOK_SECRET.`,
    ];
  if (!/^[rs]k_(?:test|live)_/.test(key))
    return [
      `${name} is no secret key: put there what Stripe shows under Developers, API keys; it begins with sk_test_, sk_live_, rk_test_ or rk_live_.`,
    ];
  if (!/^[rs]k_(?:test|live)_[A-Za-z0-9_]{8,}$/.test(key))
    return [`${name} is cut short or holds foreign characters: copy the whole secret key again.`];
  return [];
}

export function checkWebhookSecret(secret: string): string[] {
  const name = 'STRIPE_WEBHOOK_SECRET';
  if (typeof secret !== 'string' || secret.trim() === '')
    return [
      `${name} is empty: put the endpoint's signing secret there (whsec_…), or leave it out. An empty secret would let anybody sign.`,
    ];
  if (/^["']|["']$|\s/.test(secret)) return [`${name} has quotes or spaces around it: put the bare secret there.`];
  if (/^[prs]k_/.test(secret))
    return [`${name} holds an API key: put the endpoint's signing secret there; it begins with whsec_.`];
  if (!secret.startsWith('whsec_'))
    return [
      `${name} does not begin with whsec_: put the endpoint's signing secret there, as Stripe shows it beside the endpoint or as \`stripe listen\` prints it.`,
    ];
  if (secret.length - 'whsec_'.length < MIN_SECRET_LENGTH)
    return [
      `${name} is cut short: behind whsec_ stand at least ${MIN_SECRET_LENGTH} characters; copy the whole secret again.`,
    ];
  return [];
}

export function checkAppUrl(value: string, mode: Mode): string[] {
  const name = 'APP_URL';
  const example = 'as in https://app.example.com';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    return [`${name} has no scheme: put the whole address of your app there, ${example}.`];
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return [`${name} is no address of a web app: put the whole address there, ${example}.`];
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return [`${name} carries a user, a query or a fragment: put the bare address of your app there, ${example}.`];
  if (mode === 'live' && url.protocol !== 'https:' && !isLoopback(url.hostname))
    return [`${name} is http: with a live key: put the https address of your app there, ${example}.`];
  return [];
}

export function parseApiBase(
  value: string,
):
  | { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' }
  | { readonly problem: string } {
  const name = 'STRIPE_API_BASE';
  const example = 'as in http://127.0.0.1:12111';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
    return { problem: `${name} has no scheme: put the simulator's whole address there, ${example}.` };
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return { problem: `${name} is no address: put the simulator's whole address there, ${example}.` };
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    return {
      problem: `${name} carries more than scheme, host and port: put the simulator's bare address there, ${example}.`,
    };
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return { host: url.hostname, port: url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port), protocol };
}
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '127.0.0.1' || host === '[::1]' || host.endsWith('.localhost');
