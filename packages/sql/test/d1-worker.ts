import { describeStore } from '@farebox/testing';
import { d1, type D1Database } from '../src/sqlite/remote/d1/index.js';

/** The conformance kit inside workerd: each case is a request, with stores of its own on the one database, as a Worker has it. */
let retried = 0;

interface Asked {
  readonly title: string;
  readonly length: 'whole' | 'short';
  readonly seed?: number | undefined;
}

async function run({ title, length, seed }: Asked, database: D1Database): Promise<void> {
  const stores = Array.from({ length: 4 }, () => d1(database)) as [ReturnType<typeof d1>, ...ReturnType<typeof d1>[]];
  const [store, ...peers] = stores;
  const retriedHere = (): number => stores.reduce((sum, { counters }) => sum + counters.retried, 0);
  const bodies = new Map<string, () => Promise<void>>();
  describeStore({
    name: 'D1',
    runner: {
      describe: (_, body) => body(),
      it: (name, body) => bodies.set(name, body),
      afterAll: () => undefined,
    },
    length,
    seed,
    create: () => Promise.resolve({ store, peers, retries: () => retried + retriedHere() }),
  });
  const body = bodies.get(title);
  if (!body) throw new Error(`The kit has no case "${title}".`);
  try {
    await body();
  } finally {
    retried += retriedHere();
  }
}

export default {
  async fetch(request: Request, env: { readonly DB: D1Database }): Promise<Response> {
    try {
      await run((await request.json()) as Asked, env.DB);
      return new Response('');
    } catch (error) {
      return new Response(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  },
};
