/** What the compiler refuses, and what it infers. Never run: `tsc` is the test, an unused `@ts-expect-error` fails it. */
import { z } from 'zod';
import {
  type AppOf,
  createFarebox,
  defineCatalog,
  type Denial,
  type PaidFeatureId,
  type PlanId,
  type RunDefinition,
  type Store,
  usd,
  type Wire,
} from './index.js';

const catalog = defineCatalog({
  features: {
    suite_analyzer: { name: 'Suite analyzer', cost: 10, complexity: { low: 0.7, medium: 1, high: 1.5 } },
    spec_generator: {
      name: 'Spec generator',
      cost: 15,
      complexity: { low: 0.7, medium: 1, high: 1.5, fromDuration: { lowBelow: 5, highAbove: 30 } },
    },
    pdp_analyzer: { name: 'PDP analyzer', cost: 5 },
    chat: { name: 'Chat', cost: { per: { inputTokens: 0.001, outputTokens: 0.004 }, minimum: 1 } },
    team_report: { name: 'Team report', cost: 5, gated: true },
    priority_support: { name: 'Priority support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    starter: { name: 'Starter', prices: { month: usd(19), year: usd(190) }, tokens: 50 },
    professional: {
      name: 'Professional',
      prices: { month: [usd(49)], year: { amount: usd(490), per: 'seat' } },
      tokens: 150,
      includes: ['priority_support', 'team_report'],
    },
    enterprise: { name: 'Enterprise', contact: 'mailto:sales@example.com', tokens: 'unlimited' },
  },
  topUps: { pack_100: { name: '100 tokens', tokens: 100, price: usd(39), expiresAfter: { months: 12 } } },
});
declare const store: Store;
const farebox = createFarebox({ catalog, store, metadata: z.object({ orderCount: z.number() }) });
const { tokens, checkout, features } = farebox;
declare const key: string;

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(value?: T): void => void value;
isTrue<Equal<PlanId<typeof catalog>, 'free' | 'starter' | 'professional' | 'enterprise'>>();
isTrue<
  Equal<PaidFeatureId<typeof catalog>, 'suite_analyzer' | 'spec_generator' | 'pdp_analyzer' | 'chat' | 'team_report'>
>();
isTrue<Equal<Wire<{ at: Date; list: Date[]; n: number | null }>, { at: string; list: string[]; n: number | null }>>();

export async function mistakes(): Promise<void> {
  defineCatalog({
    features: { support: { name: 'Support', type: 'flag' } },
    // @ts-expect-error - 1: misspelled feature in includes
    plans: { pro: { name: 'Pro', tokens: 5, includes: ['suport'] } },
  });
  // @ts-expect-error - 2: an interval that does not exist
  defineCatalog({ features: {}, plans: { pro: { name: 'Pro', tokens: 5, prices: { monthly: usd(5) } } } });
  // @ts-expect-error - 3: a misspelled property of a feature
  defineCatalog({ features: { pdp: { name: 'PDP', cots: 5 } }, plans: {} });
  defineCatalog({
    // @ts-expect-error - 4: two ways to charge at once
    features: { chat: { name: 'Chat', cost: { per: { words: 1 } }, complexity: { high: 2 } } },
    plans: {},
  });
  // @ts-expect-error - 4b: a precision is a number of decimal places
  defineCatalog({ tokens: { precision: '2' }, features: {}, plans: {} });
  // @ts-expect-error - 4c: a misspelled property of the token
  defineCatalog({ tokens: { decimals: 2 }, features: {}, plans: {} });
  defineCatalog({ tokens: { precision: 2 }, features: { pdp: { name: 'PDP', cost: 0.25 } }, plans: {} });
  // @ts-expect-error - 5: no cost, and no flag
  defineCatalog({ features: { pdp: { name: 'PDP' } }, plans: {} });
  // @ts-expect-error - 6: a misspelled plan
  await checkout.create('42', { plan: 'startr', interval: 'month' });
  // @ts-expect-error - 7: a plan that is not for sale
  await checkout.create('42', { plan: 'enterprise', interval: 'month' });
  // @ts-expect-error - 8: a top-up as a plan
  await checkout.create('42', { plan: 'pack_100', interval: 'month' });
  // @ts-expect-error - 9: a plan without its interval
  await checkout.create('42', { plan: 'starter' });
  // @ts-expect-error - 10: a wrong unit
  await tokens.quote('42', 'chat', { units: { inputToken: 5 } });
  // @ts-expect-error - 11: a metered feature without units
  await tokens.quote('42', 'chat');
  // @ts-expect-error - 12: complexity of a feature that has none
  await tokens.quote('42', 'pdp_analyzer', { complexity: 'high' });
  const usage = { complexity: 'high' } as const;
  // @ts-expect-error - 12b: the same, not a fresh literal
  await tokens.quote('42', 'pdp_analyzer', usage);
  // @ts-expect-error - 13: an unknown level
  await tokens.quote('42', 'suite_analyzer', { complexity: 'hihg' });
  // @ts-expect-error - 13b: fromDuration is no level
  await tokens.quote('42', 'spec_generator', { complexity: 'fromDuration' });
  // @ts-expect-error - 14: a flag where a paid feature is wanted
  await tokens.spend('42', 'priority_support', { key });
  // @ts-expect-error - 15: a spend without a key
  await tokens.spend('42', 'pdp_analyzer', { reference: 'a1' });
  // @ts-expect-error - 15b: a grant ended by nobody
  await tokens.expire('42', { key, grant: '7', reason: 'sold by mistake' });
  // @ts-expect-error - 15c: a grant's id is the text that balance shows
  await tokens.expire('42', { key, grant: 7, reason: 'sold by mistake', actor: 'ops' });
  // @ts-expect-error - 16: metadata of another shape
  await tokens.spend('42', 'pdp_analyzer', { key, metadata: { orders: 3 } });
  await tokens.run('42', 'suite_analyzer', { key }, (run) => {
    // @ts-expect-error - 17: units from a feature with levels
    run.report({ units: { words: 3 } });
  });
  const outcome = await tokens.run('42', 'pdp_analyzer', { key }, () => 42);
  // @ts-expect-error - 18: the value before the outcome was looked at
  void outcome.value;
  farebox.defineRun('suite_analyzer', {
    input: z.object({ n: z.number() }),
    // @ts-expect-error - 19: an estimate names a level that does not exist
    estimate: ({ n }) => ({ complexity: n > 5 ? 'hard' : 'low' }),
    run: async () => 1,
  });
  const theirs = createFarebox({
    catalog: defineCatalog({ features: { translate: { name: 'T', cost: 1 } }, plans: {} }),
    store,
  });
  // @ts-expect-error - 20: the run of another catalogue
  const foreign: RunDefinition<PaidFeatureId<typeof catalog>> = theirs.defineRun('translate', {
    input: z.string(),
    run: async () => 1,
  });
  // @ts-expect-error - 20b: a hand-made object is no run
  const made: RunDefinition = {
    feature: 'pdp_analyzer',
    parse: async () => ({ ok: true, value: 1 }),
    estimateUsage: async () => undefined,
    execute: async () => 1,
  };
  // @ts-expect-error - 27: a paid feature as a flag
  await features.has('42', 'chat');
  // @ts-expect-error - 30: an amount from the browser
  await checkout.create('42', { topUp: 'pack_100', tokens: 1000 });
  // @ts-expect-error - a store that cannot join a transaction says so
  farebox.with({ transaction: true });
  // @ts-expect-error - a correction without its reason
  await tokens.adjust('42', { key, amount: 5, actor: 'ops' });
  // @ts-expect-error - a correction without who made it
  await tokens.adjust('42', { key, amount: 5, reason: 'outage' });
  // @ts-expect-error - a transfer without its key
  await tokens.transfer({ organization: 'acme' }, '42', { amount: 5 });
  // @ts-expect-error - member caps belong to organisations
  await tokens.setMemberCap('42', 'ana', null);
  // @ts-expect-error - a window that does not exist
  await tokens.setMemberCap({ organization: 'acme' }, 'ana', { limit: 5, every: 'year' });
  // @ts-expect-error - a kind of line that does not exist
  await tokens.history('42', { kind: 'spent' });
  // @ts-expect-error - a misspelled feature
  tokens.historyCsv('42', { feature: 'chatt' });
  // @ts-expect-error - a refill policy that does not exist
  defineCatalog({ features: {}, plans: { pro: { name: 'Pro', tokens: 5, refill: { policy: 'topUp' } } } });
  // @ts-expect-error - X26: no call takes a price
  await tokens.spend('42', 'pdp_analyzer', { key, cost: 0 });
  void [foreign, made];
}

export async function inference(): Promise<void> {
  const outcome = await tokens.run(
    { organization: '42' },
    'suite_analyzer',
    { key, estimate: { complexity: 'low' }, metadata: { orderCount: 1 } },
    async (run) => {
      run.report({ complexity: 'high' });
      run.describe({ reference: 'analysis_1', metadata: { orderCount: 3 } });
      return { boxes: [1, 2] };
    },
  );
  switch (outcome.status) {
    case 'done':
      isTrue<Equal<typeof outcome.value, { boxes: number[] }>>();
      break;
    case 'denied': {
      const remedy = outcome.denial.remedies[0];
      if (remedy?.kind === 'plan') isTrue<Equal<typeof remedy.plan, PlanId<typeof catalog>>>();
      const wide: Denial = outcome.denial;
      void wide;
      break;
    }
    case 'in_progress':
      isTrue<Equal<typeof outcome.startedAt, Date>>();
      break;
    case 'already_settled':
      isTrue<Equal<typeof outcome.reference, string | null>>();
  }
  const adjusted = await tokens.adjust('42', { key, amount: -5, reason: 'outage', actor: 'ops' });
  if (adjusted.status === 'not_enough_tokens') isTrue<Equal<typeof adjusted.shortfall, number>>();
  const told = await tokens.explain('42');
  isTrue<Equal<NonNullable<typeof told>['holds'][number]['expiresAt'], Date>>();
  for await (const line of tokens.historyCsv('42', { kind: ['spend', 'capture'] }))
    isTrue<Equal<typeof line, string>>();
  const page = await tokens.history('42', { feature: 'chat' });
  isTrue<Equal<(typeof page.entries)[number]['metadata'], { orderCount: number } | null>>();
  await tokens.spend('42', 'suite_analyzer', { key, complexity: 'high' });
  await tokens.quote('42', 'chat', { units: { inputTokens: 5 } });
  await tokens.quote('42', 'pdp_analyzer', undefined, { member: 'ana' });

  const suite = farebox.defineRun('suite_analyzer', {
    input: z.object({ orders: z.array(z.object({ sku: z.string(), units: z.number().default(1) })) }),
    estimate: (input) => ({ complexity: input.orders.length > 1000 ? 'high' : 'low' }),
    run: async ({ input, run, signal, userId }) => {
      run.progress(0.1, `Sorting ${input.orders[0]?.units.toFixed(0)} for ${userId}`);
      signal.throwIfAborted();
      return { boxes: input.orders.map((order) => order.sku), finishedAt: new Date() };
    },
  });
  isTrue<Equal<(typeof suite)['feature'], 'suite_analyzer'>>();
  // The browser sends the schema's input and gets what JSON makes of the output.
  isTrue<Equal<(typeof suite)['$types']['input'], { orders: { sku: string; units?: number | undefined }[] }>>();
  isTrue<Equal<(typeof suite)['$types']['output'], { boxes: string[]; finishedAt: string }>>();
  isTrue<Equal<(typeof suite)['$types']['chunk'], never>>();
  const chat = farebox.defineRun('chat', {
    input: z.object({ question: z.string() }),
    estimate: ({ question }) => ({ units: { inputTokens: question.length, outputTokens: 1000 } }),
    run: async function* ({ input }) {
      yield input.question;
      return { words: 1 };
    },
  });
  isTrue<
    Equal<
      (typeof chat)['$types'],
      { readonly input: { question: string }; readonly output: { words: number }; readonly chunk: string }
    >
  >();
  interface App extends AppOf<{ readonly $app?: { readonly catalog: typeof catalog; readonly runs: {} } }> {}
  isTrue<Equal<App['catalog'], typeof catalog>>();
}
