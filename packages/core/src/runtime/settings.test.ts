import { describe, expect, it } from 'vitest';
import { InvalidSettingsError, NotConfiguredError } from '../errors/settings.js';
import { type Environment, readSettings, type SettingsInput } from './settings.js';

const SECRET = `whsec_${'a1b2c3d4'.repeat(4)}`;
const good: Environment = {
  STRIPE_SECRET_KEY: 'sk_test_51Abcdefgh',
  STRIPE_WEBHOOK_SECRET: SECRET,
  APP_URL: 'https://app.example.com/',
};
function problemsOf(environment: Environment, input: SettingsInput = {}): readonly string[] {
  try {
    readSettings(input, environment);
  } catch (error) {
    if (InvalidSettingsError.isInstance(error)) return error.details['problems'] as readonly string[];
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('takes all from the environment', () => {
    const settings = readSettings({}, good);
    expect(settings).toMatchObject({ mode: 'test', isSimulated: false, hasStripe: true });
    expect(settings.stripe('selling')).toMatchObject({ secretKey: 'sk_test_51Abcdefgh', host: null });
    expect(settings.webhookSecrets()).toEqual([SECRET]);
    expect(settings.appUrl('returning')).toBe('https://app.example.com');
  });

  it('lets what is passed in code win over the environment', () => {
    const settings = readSettings(
      {
        appUrl: 'https://other.example',
        stripe: { secretKey: 'rk_live_51Abcdefgh', webhookSecrets: [SECRET, `${SECRET}2`] },
      },
      good,
    );
    expect(settings.mode).toBe('live');
    expect(settings.webhookSecrets()).toHaveLength(2);
    expect(settings.appUrl('returning')).toBe('https://other.example');
  });

  it('takes several webhook secrets separated by commas while one is rotated', () => {
    expect(readSettings({}, { ...good, STRIPE_WEBHOOK_SECRET: `${SECRET}, ${SECRET}new` }).webhookSecrets()).toEqual([
      SECRET,
      `${SECRET}new`,
    ]);
  });

  it('connects to the simulator when STRIPE_API_BASE says so', () => {
    const settings = readSettings({}, { ...good, STRIPE_API_BASE: 'http://127.0.0.1:12111' });
    expect(settings).toMatchObject({ mode: 'test', isSimulated: true });
    expect(settings.stripe('selling')).toMatchObject({ host: '127.0.0.1', port: 12111, protocol: 'http' });
  });

  it('reports all that is malformed in one error, a sentence each', () => {
    const problems = problemsOf({
      STRIPE_SECRET_KEY: 'pk_test_51Abcdefgh',
      STRIPE_WEBHOOK_SECRET: 'sk_test_51Abcdefgh',
      STRIPE_API_BASE: '127.0.0.1:12111',
      APP_URL: 'app.example.com',
    });
    expect(problems).toEqual([
      'STRIPE_SECRET_KEY holds a publishable key (pk_…): put the secret key there (sk_test_… or sk_live_…). Farebox needs no publishable key.',
      "STRIPE_WEBHOOK_SECRET holds an API key: put the endpoint's signing secret there; it begins with whsec_.",
      "STRIPE_API_BASE has no scheme: put the simulator's whole address there, as in http://127.0.0.1:12111.",
      'APP_URL has no scheme: put the whole address of your app there, as in https://app.example.com.',
    ]);
  });

  it.each([
    [{ STRIPE_SECRET_KEY: SECRET }, /holds a webhook secret/],
    [{ STRIPE_SECRET_KEY: ' sk_test_51Abcdefgh' }, /quotes or spaces/],
    [{ STRIPE_SECRET_KEY: '"sk_test_51Abcdefgh"' }, /quotes or spaces/],
    [{ STRIPE_SECRET_KEY: 'undefined' }, /no secret key/],
    [{ STRIPE_SECRET_KEY: 'sk_test_' }, /cut short/],
    [
      { STRIPE_SECRET_KEY: 'sk_live_51Abcdefgh', STRIPE_API_BASE: 'http://localhost:1' },
      /live key, but STRIPE_API_BASE points at a simulator/,
    ],
    [{ STRIPE_API_BASE: 'http://localhost:1/v1' }, /more than scheme, host and port/],
    [{ APP_URL: 'javascript://x' }, /no address of a web app/],
    [{ APP_URL: 'https://user@app.example' }, /carries a user/],
    [{ STRIPE_SECRET_KEY: 'sk_live_51Abcdefgh', APP_URL: 'http://app.example' }, /http: with a live key/],
  ])('refuses %o', (changed, message) => {
    expect(problemsOf({ ...good, ...changed })).toEqual([expect.stringMatching(message)]);
  });

  it.each(['', ' ', 'undefined', 'whsec_', 'whsec_short', 'WHSEC_aaaaaaaaaaaaaaaaaaaaaaaaaaaa'])(
    'X2 refuses %o as a webhook secret passed in code',
    (secret) => {
      expect(problemsOf(good, { stripe: { webhookSecrets: secret } })).toHaveLength(1);
      expect(problemsOf(good, { stripe: { webhookSecrets: [SECRET, secret] } })).toHaveLength(1);
    },
  );

  it('X2 throws NotConfiguredError at first use when the webhook secret is absent or blank, never verifies with nothing', () => {
    for (const blank of [{}, { STRIPE_WEBHOOK_SECRET: '' }]) {
      expect(() => readSettings({}, blank).webhookSecrets()).toThrow(NotConfiguredError);
    }
  });

  it('lets a build without secrets work, and says at first use what is missing (503)', () => {
    const settings = readSettings({}, {});
    expect(settings).toMatchObject({ mode: 'test', hasStripe: false, hasAppUrl: false });
    expect(() => settings.stripe('selling a plan')).toThrow(
      'STRIPE_SECRET_KEY is not set, and selling a plan needs it. Put it into the environment, or pass it to createFarebox.',
    );
    expect(() => settings.appUrl('coming back')).toThrow(NotConfiguredError);
    try {
      settings.stripe('x');
    } catch (error) {
      expect(NotConfiguredError.isInstance(error) && error.status).toBe(503);
    }
  });

  it('T11 refuses a clock in live mode', () => {
    expect(problemsOf({ ...good, STRIPE_SECRET_KEY: 'sk_live_51Abcdefgh' }, { hasClock: true })).toEqual([
      expect.stringMatching(/`clock` was passed in live mode/),
    ]);
    expect(problemsOf(good, { hasClock: true })).toEqual([]);
  });

  it('refuses to send a live key in clear text', () => {
    const live = { ...good, STRIPE_SECRET_KEY: 'sk_live_51Abcdefgh' };
    expect(problemsOf(live, { stripe: { host: 'proxy.example', protocol: 'http' } })).toEqual([
      expect.stringMatching(/in clear text: leave `protocol` out/),
    ]);
    expect(problemsOf(live, { stripe: { host: 'proxy.example' } })).toEqual([]);
  });

  it('refuses a mode that the key contradicts', () => {
    expect(problemsOf(good, { mode: 'live' })).toEqual([
      expect.stringMatching(/mode is 'live', but STRIPE_SECRET_KEY is a test key/),
    ]);
  });

  it('X25 repeats no secret in what it says', () => {
    const problems = problemsOf({
      STRIPE_SECRET_KEY: 'pk_live_SECRETVALUE',
      STRIPE_WEBHOOK_SECRET: 'whsec_SECRETVALUE',
    });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('SECRETVALUE');
  });
});
