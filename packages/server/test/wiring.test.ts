/** Mistakes of a host are told to the host: at the start, or in its log. */
import { createFarebox, type Logger, memoryStore, silentLogger } from '@farebox/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHandler, type HandlerOptions } from '../src/index.js';
import { APP_URL, catalog, checked, identify, request } from './an-app.js';

type Options = HandlerOptions<typeof catalog, never, never, never>;
const engine = (logger: Logger = silentLogger) =>
  createFarebox({
    catalog,
    store: memoryStore(),
    stripe: { secretKey: 'sk_test_0123456789abcdef' },
    appUrl: APP_URL,
    logger,
  });

describe('createHandler', () => {
  const farebox = engine();
  const summary = farebox.defineRun('summary', { input: z.object({}), run: async () => 1 });
  it.each([
    ['no engine', { identify }, /createHandler\(\{ farebox \}\) is missing/],
    ['no identify', { farebox }, /createHandler\(\{ identify \}\) is missing/],
    ['one run twice', { farebox, identify, runs: [summary, summary] }, /two runs of "summary"/],
    ['a run made by hand', { farebox, identify, runs: [{ feature: 'summary' }] }, /defineRun did not make/],
    ['a mount without its slash', { farebox, identify, basePath: 'api' }, /must begin with a slash/],
  ])('refuses %s when the server starts', (_what, options, message) => {
    expect(() => createHandler(options as unknown as Options)).toThrow(message);
  });

  it.each(['ana', 7, {}, { userId: 7 }, { userId: '' }, ['ana']])(
    'tells an identify() that answers %j in the log, as a failure of ours and none of the browser',
    async (identity) => {
      const logged: string[] = [];
      const handler = createHandler({
        farebox: engine({ ...silentLogger, error: (_, facts) => void logged.push(JSON.stringify(facts)) }),
        identify: () => identity as never,
      });
      const response = await checked(await handler(request('/account', { as: 'ana' })));
      expect(response.status).toBe(500);
      expect(logged.join()).toMatch(/answer \{ userId: 'the id as a string'/);
    },
  );
});
