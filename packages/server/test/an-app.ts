import {
  createFarebox,
  defineCatalog,
  denialReasons,
  docsOf,
  errorCodes,
  memoryStore,
  silentLogger,
  usd,
  type Farebox,
  type Logger,
} from '@farebox/core';
import { PROBLEM_TYPE, problemSchema } from '@farebox/core/contract';
import { z } from 'zod';
import { createHandler, type HandlerOptions, type Identity } from '../src/index.js';

export const catalog = defineCatalog({
  features: {
    summary: { name: 'Summary', cost: 2 },
    report: { name: 'Report', cost: 4, complexity: { low: 0.5, high: 2 } },
    audit: { name: 'Audit', cost: 1, gated: true },
    support: { name: 'Support', type: 'flag' },
  },
  plans: {
    free: { name: 'Free', tokens: 5 },
    pro: { name: 'Pro', tokens: 100, prices: { month: usd(19) }, includes: ['support', 'audit'] },
  },
});

export const APP_URL = 'https://app.example.com';
export const WEBHOOK_SECRET = `whsec_${'a1'.repeat(16)}`;

/** Who is signed in, as a host's session would tell: by cookie, or by bearer token. */
const people: Readonly<Record<string, Identity>> = {
  ana: { userId: 'ana' },
  bob: { userId: 'bob' },
  member: { userId: 'bob', customer: { organization: 'acme' }, billingContact: 'Ana Ruiz (owner)' },
  owner: { userId: 'ana', customer: { organization: 'acme' }, canManageBilling: true },
  reader: { userId: 'eve', customer: { organization: 'acme' }, canSpend: false },
};
export function identify(request: Request): Identity | null {
  const cookie = /(?:^|; )user=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  const bearer = /^Bearer (\w+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  return people[cookie ?? bearer ?? ''] ?? null;
}

export interface AnApp {
  readonly farebox: Farebox<typeof catalog>;
  readonly handler: (request: Request) => Promise<Response>;
  /** How often the work of each run was called. */
  readonly calls: string[];
}

export function anApp(
  options: Partial<
    Pick<HandlerOptions<typeof catalog, never, never, []>, 'allowedOrigins' | 'bodyLimit' | 'basePath'>
  > & { now?: () => Date; logger?: Logger } = {},
): AnApp {
  const { now = () => new Date('2026-12-01T09:00:00Z'), logger = silentLogger, ...rest } = options;
  const farebox = createFarebox({
    catalog,
    store: memoryStore(),
    stripe: { secretKey: 'sk_test_0123456789abcdef', webhookSecrets: [WEBHOOK_SECRET] },
    appUrl: APP_URL,
    clock: now,
    logger,
  });
  const calls: string[] = [];
  const summary = farebox.defineRun('summary', {
    input: z.object({ text: z.string().max(5000) }),
    run: async ({ input, signal }) => {
      calls.push(input.text);
      if (input.text === 'fail') throw new Error('the model is out of paper');
      if (input.text === 'slow')
        await new Promise(
          (resolve, reject) => (
            setTimeout(resolve, 2000), signal.addEventListener('abort', () => reject(signal.reason as Error))
          ),
        );
      return { summary: input.text.slice(0, 10), at: new Date(0) };
    },
  });
  const report = farebox.defineRun('report', {
    input: z.object({ rows: z.number() }),
    estimate: ({ rows }) => ({ complexity: rows > 10 ? 'high' : 'low' }),
    run: async function* ({ input, run }) {
      calls.push(`report ${input.rows}`);
      run.progress(0.5, 'half');
      yield { row: 1 };
      yield { row: 2 };
      run.report({ complexity: 'low' });
      return { rows: input.rows };
    },
  });
  const audit = farebox.defineRun('audit', { input: z.object({}), run: async () => 'audited' });
  const handler = createHandler({ farebox, identify, runs: [summary, report, audit], ...rest });
  return { farebox, handler: async (request) => checked(await handler(request)), calls };
}

const rows: Readonly<
  Record<string, { readonly status: number; readonly user: string; readonly retryAfterSeconds?: number }>
> = { ...errorCodes, ...denialReasons };
/** Every problem in every test of this package says what the row of its code says: status, words for people, where it is explained. */
export async function checked(response: Response): Promise<Response> {
  if (response.headers.get('content-type') !== PROBLEM_TYPE) return response;
  const problem = problemSchema.strict().parse(await response.clone().json());
  const row = rows[problem.code];
  if (!row) throw new Error(`The code ${problem.code} is in no table.`);
  if (response.status !== row.status || problem.status !== row.status)
    throw new Error(`${problem.code} answered ${response.status}, its row says ${row.status}.`);
  if (problem.title !== row.user || problem.type !== docsOf(problem.code as keyof typeof errorCodes))
    throw new Error(`${problem.code} has words of its own: ${problem.title} ${problem.type}`);
  if (row.retryAfterSeconds !== undefined && !response.headers.has('retry-after'))
    throw new Error(`${problem.code} passes, and its answer does not say when.`);
  return response;
}

export interface Ask {
  readonly method?: string;
  readonly as?: string;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly headers?: Record<string, string>;
}
/** A request as our own page sends it, unless `headers` says otherwise. */
export function request(path: string, { method, as, body, rawBody, headers = {} }: Ask = {}): Request {
  const hasBody = body !== undefined || rawBody !== undefined;
  const all = new Headers({
    origin: APP_URL,
    'sec-fetch-site': 'same-origin',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(as ? { cookie: `user=${as}` } : {}),
  });
  for (const [name, value] of Object.entries(headers)) {
    if (value === '') all.delete(name);
    else all.set(name, value);
  }
  return new Request(`${APP_URL}/api/farebox${path}`, {
    method: method ?? (hasBody ? 'POST' : 'GET'),
    headers: all,
    ...(hasBody ? { body: rawBody ?? JSON.stringify(body) } : {}),
  });
}
let keys = 0;
export const aKey = (): string => `key-${(keys += 1)}`;
