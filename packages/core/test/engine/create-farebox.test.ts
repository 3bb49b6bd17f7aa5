import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import * as core from '../../src/index.js';
import { createFarebox, memoryStore, NotConfiguredError, NotSupportedError, type Store } from '../../src/index.js';
import { catalog, createEngine, DAY, START } from './engine.js';

const SECRET = `whsec_${'a1b2c3d4'.repeat(4)}`;
const LIVE = { secretKey: 'sk_live_51Abcdefgh', webhookSecrets: SECRET };
afterEach(() => vi.unstubAllEnvs());

describe('createFarebox', () => {
  it('does no I/O, starts no timer and opens no connection', () => {
    const untouched = new Proxy({} as Store, {
      get: (_target, name) => {
        if (
          ['specificationVersion', 'patienceMs', 'with', 'migrate', 'close', 'remove', 'archive'].includes(String(name))
        )
          return undefined;
        throw new Error(`The store was asked for ${String(name)}.`);
      },
    });
    const timeout = vi.spyOn(globalThis, 'setTimeout');
    const interval = vi.spyOn(globalThis, 'setInterval');
    const fetching = vi.spyOn(globalThis, 'fetch');
    const farebox = createFarebox({ catalog, store: untouched, stripe: LIVE, appUrl: 'https://app.example.com' });
    expect(farebox).toMatchObject({ mode: 'live', appUrl: 'https://app.example.com' });
    expect([timeout, interval, fetching].map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0]);
    vi.restoreAllMocks();
  });

  it('is a whole engine from catalogue, store and environment', () => {
    vi.stubEnv('STRIPE_SECRET_KEY', 'sk_test_51Abcdefgh');
    vi.stubEnv('APP_URL', 'http://localhost:3000/');
    expect(createFarebox({ catalog, store: memoryStore() })).toMatchObject({
      mode: 'test',
      appUrl: 'http://localhost:3000',
    });
  });

  it('runs tokens without Stripe, and says at first use what billing needs', async () => {
    const farebox = createFarebox({ catalog, store: memoryStore() });
    expect((await farebox.tokens.balance('42')).remainingTokens).toBe(5);
    await expect(farebox.checkout.create('42', { plan: 'starter', interval: 'month' })).rejects.toThrow(
      NotConfiguredError,
    );
    await expect(farebox.webhooks.receive('{}', 't=1,v1=00')).rejects.toThrow(NotConfiguredError);
    expect(await farebox.subscriptions.get('42')).toMatchObject({ plan: 'free', status: 'none' });
  });

  it('refuses malformed settings and policies at once', () => {
    expect(() => createFarebox({ catalog, store: memoryStore(), stripe: { secretKey: 'pk_test_51Abcdefgh' } })).toThrow(
      /publishable key/,
    );
    expect(() =>
      createFarebox({ catalog, store: memoryStore(), policies: { graceDays: -1, lowBalance: [1.5] } }),
    ).toThrow(/graceDays.*\n.*lowBalance/);
    expect(() => createFarebox({ catalog, store: memoryStore(), stripe: LIVE, clock: () => new Date() })).toThrow(
      /`clock` was passed in live mode/,
    );
  });

  it('T11 takes `now` per call in test mode and refuses it in live mode, for every call that has it', async () => {
    const later = new Date(START + 40 * DAY);
    const { farebox, store } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    expect((await farebox.tokens.balance('42', { now: later })).remainingTokens).toBe(5);
    const live = createFarebox({ catalog, store, stripe: LIVE });
    const now = later;
    const calls = [
      () => live.tokens.balance('42', { now }),
      () => live.tokens.quote('42', 'pdp_analyzer', {}, { now }),
      () => live.tokens.spend('42', 'pdp_analyzer', { key: 'b', now }),
      () => live.tokens.run('42', 'pdp_analyzer', { key: 'b', now }, () => expect.unreachable()),
      () => live.tokens.hold('42', 'pdp_analyzer', { key: 'b', now }),
      () => live.tokens.capture('42', 'b', { now }),
      () => live.tokens.release('42', 'b', { now }),
      () => live.tokens.extend('42', 'b', 5, { now }),
      () => live.tokens.grant('42', { key: 'b', amount: 5, now }),
      () => live.tokens.refund('42', { key: 'b', of: 'a', now }),
      () => live.features.has('42', 'priority_support', { now }),
      () => live.snapshot('42', { canManageBilling: true, canSpend: true, billingContact: null }, { now }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'now_refused' });
  });

  it('follows the clock it was given', async () => {
    let now = START;
    const farebox = createFarebox({ catalog, store: memoryStore(), clock: async () => new Date(now) });
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    now += 40 * DAY;
    expect(await farebox.tokens.balance('42')).toMatchObject({ remainingTokens: 5, asOf: new Date(now) });
  });

  it('refuses a transaction where the store has none', () => {
    expect(() => createFarebox({ catalog, store: memoryStore() }).with({} as never)).toThrow(NotSupportedError);
  });

  it('forgets an account that was made in a transaction that rolled back', async () => {
    const outside = memoryStore();
    const store: Store<object> = { ...outside, with: () => memoryStore() };
    const farebox = createFarebox({ catalog, store });
    await farebox.with({}).tokens.spend('42', 'pdp_analyzer', { key: 'a' });
    expect((await outside.scan({ limit: 5, cursor: null })).accounts).toEqual([]);
    expect(await farebox.tokens.balance('42')).toMatchObject({ usedTokens: 0 });
  });

  it('checks metadata against the schema it was given and stores what the schema made of it', async () => {
    const metadata = z.object({ orderCount: z.number(), note: z.string().default('none') });
    const farebox = createFarebox({ catalog, store: memoryStore(), metadata });
    await expect(
      farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', metadata: { orderCount: 'many' } as never }),
    ).rejects.toThrow(/orderCount: /);
    await farebox.tokens.spend('42', 'pdp_analyzer', { key: 'a', metadata: { orderCount: 3 } });
    expect((await farebox.tokens.history('42')).entries[0]?.metadata).toEqual({ orderCount: 3, note: 'none' });
  });

  it('X19 ignores a __proto__ in metadata', async () => {
    const { farebox } = createEngine();
    await farebox.tokens.spend('42', 'pdp_analyzer', {
      key: 'a',
      metadata: JSON.parse('{"__proto__":{"admin":true},"n":1}') as { n: number },
    });
    const stored = (await farebox.tokens.history('42')).entries[0]?.metadata as { admin?: boolean };
    expect(stored).toEqual({ n: 1 });
    expect(stored.admin).toBeUndefined();
  });

  it('X25 gives the logger nothing secret, whatever is logged', async () => {
    const { farebox, logged } = createEngine();
    farebox.logger.error('sk_test_abcdefgh of ana@example.com');
    expect(logged).toEqual(['sk_… of …@…']);
  });

  it('knows flags by the plan in force', async () => {
    const { farebox } = createEngine();
    expect(await farebox.features.has('42', 'priority_support')).toBe(false);
    await expect(farebox.features.has('42', 'pdp_analyzer' as 'priority_support')).rejects.toMatchObject({
      code: 'unknown_feature',
    });
  });

  it('gives the browser one snapshot', async () => {
    const { farebox } = createEngine();
    const permissions = { canManageBilling: true, canSpend: true, billingContact: null };
    const snapshot = await farebox.snapshot('42', permissions);
    expect(snapshot).toMatchObject({
      flags: [],
      hasPortal: false,
      permissions,
      balance: { remainingTokens: 5 },
      subscription: { plan: 'free', planName: 'Free', status: 'none' },
    });
    expect(await farebox.snapshot('42', permissions)).toEqual(snapshot);
    expect((await farebox.snapshot({ organization: '42' }, permissions)).customer).not.toBe(snapshot.customer);
    expect(farebox.catalogView(['pdp_analyzer']).features.filter(({ isRun }) => isRun)).toHaveLength(1);
  });

  it('starts and stops its workers as often as it is told', async () => {
    const { farebox } = createEngine();
    farebox.start();
    farebox.start();
    await farebox.stop();
    await farebox.stop();
  });
});

describe('defineRun', () => {
  const context = {
    userId: 'ana',
    customer: 'ana',
    request: new Request('http://localhost'),
    signal: new AbortController().signal,
  };

  it("parses by the host's schema and tells by path what is wrong", async () => {
    const { farebox } = createEngine();
    const run = farebox.defineRun('suite_analyzer', {
      input: z.object({ rows: z.number().default(7) }),
      estimate: ({ rows }) => ({ complexity: rows > 5 ? 'high' : 'low' }),
      run: async () => 1,
    });
    expect(run.feature).toBe('suite_analyzer');
    expect(await run.parse({})).toEqual({ ok: true, value: { rows: 7 } });
    expect(await run.parse({ rows: 'x' })).toEqual({ ok: false, issues: [expect.stringMatching(/^rows: /)] });
    expect(await run.estimateUsage({ rows: 2 })).toEqual({ complexity: 'low' });
  });

  it('hands on what a generator yields, and returns what it returns', async () => {
    const { farebox } = createEngine();
    const stream = farebox.defineRun('pdp_analyzer', {
      input: z.object({ words: z.array(z.string()) }),
      run: async function* ({ input }) {
        for (const word of input.words) yield word;
        return { count: input.words.length };
      },
    });
    const chunks: unknown[] = [];
    const outcome = await farebox.tokens.run('ana', 'pdp_analyzer', { key: 'a' }, (run) =>
      stream.execute({
        ...context,
        input: { words: ['a', 'b'] },
        run: run as never,
        onChunk: (chunk) => void chunks.push(chunk),
      }),
    );
    expect(chunks).toEqual(['a', 'b']);
    expect(outcome).toMatchObject({ status: 'done', value: { count: 2 }, charged: 5 });
  });

  it('lets a generator clean up when the caller leaves in the middle', async () => {
    const { farebox } = createEngine();
    const leaving = new AbortController();
    let isCleaned = false;
    const stream = farebox.defineRun('pdp_analyzer', {
      input: z.object({}),
      run: async function* () {
        try {
          for (;;) yield 'word';
        } finally {
          isCleaned = true;
        }
      },
    });
    const running = stream.execute({
      ...context,
      signal: leaving.signal,
      input: {},
      run: {} as never,
      onChunk: () => leaving.abort(new Error('left')),
    });
    await expect(running).rejects.toThrow('left');
    expect(isCleaned).toBe(true);
  });

  it('refuses a feature that cannot be run when the file loads', () => {
    const { farebox } = createEngine();
    expect(() => farebox.defineRun('priority_support' as 'audit', { input: z.object({}), run: async () => 1 })).toThrow(
      /no paid feature/,
    );
  });
});

describe('@farebox/core', () => {
  it('exports this list and nothing else', () => {
    expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
      [
        "AlreadySubscribedError",
        "ChargeNotFoundError",
        "CheckoutNotFoundError",
        "FareboxError",
        "GrantNotFoundError",
        "HoldExpiredError",
        "HoldNotFoundError",
        "HoldResolvedError",
        "IdempotencyConflictError",
        "InvalidAmountError",
        "InvalidCatalogError",
        "InvalidCursorError",
        "InvalidCustomerError",
        "InvalidEventError",
        "InvalidKeyError",
        "InvalidMetadataError",
        "InvalidReturnPathError",
        "InvalidSettingsError",
        "InvalidSignatureError",
        "InvalidUsageError",
        "NotConfiguredError",
        "NotForSaleError",
        "NotSupportedError",
        "NothingToManageError",
        "NowRefusedError",
        "PriceNotFoundError",
        "RefundExceedsError",
        "StillSubscribedError",
        "StoreUnavailableError",
        "StripeRefusedError",
        "StripeUnavailableError",
        "UnknownCustomerError",
        "UnknownFeatureError",
        "UnknownPlanError",
        "UnknownPriceError",
        "UnreadableObjectError",
        "WebhookEventNotFoundError",
        "WrongStripeAccountError",
        "consoleLogger",
        "createFarebox",
        "defineCatalog",
        "denialReasons",
        "docsOf",
        "errorCodes",
        "eur",
        "fromUnits",
        "jpy",
        "memoryStore",
        "money",
        "problemOf",
        "silentLogger",
        "toUnits",
        "usd",
      ]
    `);
  });
});
