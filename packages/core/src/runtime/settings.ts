import { InvalidSettingsError, NotConfiguredError } from '../errors/settings.js';
import { checkAppUrl, checkSecretKey, checkWebhookSecret, parseApiBase } from './check-settings.js';
import type { Mode } from './mode.js';

/** How to reach Stripe. The host gives a key and, for proxies and tests, where to connect; never a client. */
export interface StripeOptions {
  /** Default: `STRIPE_SECRET_KEY`. */
  readonly secretKey?: string | undefined;
  /** Default: `STRIPE_WEBHOOK_SECRET`, several separated by commas while a secret is rotated. */
  readonly webhookSecrets?: string | readonly string[] | undefined;
  /** Default: from `STRIPE_API_BASE` (the simulator), else Stripe's own. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly protocol?: 'http' | 'https' | undefined;
  /** Handed to the `stripe` package as it is. */
  readonly httpClient?: unknown;
}
export type { Mode };
export interface StripeConnection {
  readonly secretKey: string;
  /** Null = Stripe's own. */
  readonly host: string | null;
  readonly port: number | null;
  readonly protocol: 'http' | 'https' | null;
  readonly httpClient: unknown;
}
/** What is set is well formed; what is absent throws NotConfiguredError (503) where it is first needed, and not before. */
export interface Settings {
  readonly mode: Mode;
  /** Does `STRIPE_API_BASE` (or `stripe.host`) point somewhere else than Stripe? */
  readonly isSimulated: boolean;
  readonly hasStripe: boolean;
  readonly hasAppUrl: boolean;
  /** Throws NotConfiguredError without a secret key. */
  stripe(purpose: string): StripeConnection;
  /** At least one. Throws NotConfiguredError without any: an unsigned event is never taken. */
  webhookSecrets(): readonly string[];
  /** Without a slash at its end. Throws NotConfiguredError. */
  appUrl(purpose: string): string;
}
export interface SettingsInput {
  readonly stripe?: StripeOptions | undefined;
  readonly appUrl?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly hasClock?: boolean | undefined;
}
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks everything at once. Throws InvalidSettingsError with one sentence per malformed or mixed-up setting. */
export function readSettings(input: SettingsInput, environment: Environment = processEnvironment()): Settings {
  const problems: string[] = [];
  const secretKey = input.stripe?.secretKey ?? fromEnvironment(environment, 'STRIPE_SECRET_KEY');
  const appUrl = input.appUrl ?? fromEnvironment(environment, 'APP_URL');
  const apiBase = fromEnvironment(environment, 'STRIPE_API_BASE');
  const secrets = splitSecrets(input.stripe?.webhookSecrets ?? fromEnvironment(environment, 'STRIPE_WEBHOOK_SECRET'));

  if (secretKey !== undefined) problems.push(...checkSecretKey(secretKey));
  for (const secret of secrets) problems.push(...checkWebhookSecret(secret));
  const isLiveKey = secretKey !== undefined && /^[rs]k_live_/.test(secretKey);
  const mode = input.mode ?? (isLiveKey ? 'live' : 'test');
  const base = apiBase === undefined || input.stripe?.host !== undefined ? null : parseApiBase(apiBase);
  if (base !== null && 'problem' in base) problems.push(base.problem);
  if (isLiveKey && apiBase !== undefined) {
    problems.push(
      "STRIPE_SECRET_KEY is a live key, but STRIPE_API_BASE points at a simulator: unset STRIPE_API_BASE to use Stripe, or put the simulator's sk_test_ key into STRIPE_SECRET_KEY.",
    );
  }
  if (isLiveKey && input.stripe?.protocol === 'http') {
    problems.push(
      "STRIPE_SECRET_KEY is a live key, but stripe.protocol is 'http', which would send it in clear text: leave `protocol` out.",
    );
  }
  if (secretKey !== undefined && isLiveKey !== (mode === 'live') && /^[rs]k_(?:live|test)_/.test(secretKey)) {
    problems.push(
      `mode is '${mode}', but STRIPE_SECRET_KEY is a ${isLiveKey ? 'live' : 'test'} key: leave \`mode\` out, it follows from the key.`,
    );
  }
  if (input.hasClock && mode === 'live') {
    problems.push(
      '`clock` was passed in live mode, where the time comes from the database only: leave it out when STRIPE_API_BASE is not set.',
    );
  }
  if (appUrl !== undefined) problems.push(...checkAppUrl(appUrl, mode));
  if (problems.length > 0) throw new InvalidSettingsError(problems);

  const host = input.stripe?.host ?? (base !== null && 'host' in base ? base.host : null);
  return {
    mode,
    isSimulated: host !== null,
    hasStripe: secretKey !== undefined,
    hasAppUrl: appUrl !== undefined,
    stripe(purpose) {
      if (secretKey === undefined) throw new NotConfiguredError('STRIPE_SECRET_KEY', purpose);
      const from = base !== null && 'host' in base ? base : null;
      return {
        secretKey,
        host,
        port: input.stripe?.port ?? from?.port ?? null,
        protocol: input.stripe?.protocol ?? from?.protocol ?? null,
        httpClient: input.stripe?.httpClient,
      };
    },
    webhookSecrets() {
      if (secrets.length === 0) throw new NotConfiguredError('STRIPE_WEBHOOK_SECRET', 'receiving webhooks');
      return secrets;
    },
    appUrl(purpose) {
      if (appUrl === undefined) throw new NotConfiguredError('APP_URL', purpose);
      return appUrl.replace(/\/+$/, '');
    },
  };
}

/** `STRIPE_SECRET_KEY=` in a file of settings means "not yet", not "the empty key". What is passed in code is taken at its word. */
function fromEnvironment(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : value;
}
function splitSecrets(secrets: string | readonly string[] | undefined): readonly string[] {
  if (secrets === undefined) return [];
  return typeof secrets === 'string' ? secrets.split(',').map((secret) => secret.trim()) : secrets;
}
/** Workers and browsers of a test have no `process`; then only what is passed counts. */
function processEnvironment(): Environment {
  return (globalThis as { readonly process?: { readonly env?: Environment } }).process?.env ?? {};
}
