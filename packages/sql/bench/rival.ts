import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { Contender, Target } from './contender.js';
import { measure, randomFrom } from './measure.js';

export const RIVAL = 'stripe-no-webhooks';

/** The npm package that does the same job: `credits.consume`. Its own migration makes its tables. */
export async function rival({ url, customers }: Target): Promise<Contender> {
  const folder = 'packages/sql';
  const require = createRequire(resolve(folder, 'package.json'));
  const cli = join(folder, 'node_modules/stripe-no-webhooks/bin/cli.js');
  const migrated = spawnSync(process.execPath, [cli, 'migrate', url], { encoding: 'utf8', timeout: 60_000 });
  if (migrated.status !== 0) throw new Error(`stripe-no-webhooks migrate failed: ${migrated.stderr}${migrated.stdout}`);
  const library = require('stripe-no-webhooks') as {
    initCredits(pool: pg.Pool, schema?: string): void;
    credits: { consume(options: object): Promise<{ success: boolean }>; grant(options: object): Promise<number> };
  };
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  library.initCredits(pool, 'stripe');
  const run = Date.now().toString(36);
  let number = 0;
  await pool.query(
    `insert into stripe.credit_balances (user_id, key, balance) select 'user_' || i, 'api', 1000000000 from generate_series(1, $1::int) i on conflict do nothing`,
    [customers + 1],
  );
  const random = randomFrom(7);
  return {
    name: RIVAL,
    prepare: () => Promise.resolve(),
    run: (load, inFlight, seconds) =>
      measure(inFlight, seconds, async () => {
        const user = load === 'hot' ? customers + 1 : 1 + Math.floor(random() * customers);
        const result = await library.credits.consume({
          userId: `user_${user}`,
          key: 'api',
          amount: 1,
          idempotencyKey: `${run}:${number++}`,
        });
        if (!result.success) throw new Error('The rival refused.');
      }),
    close: () => pool.end(),
  };
}
