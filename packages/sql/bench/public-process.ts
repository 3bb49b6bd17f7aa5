import type { Grants, Load } from './contender.js';
import { measure, randomFrom } from './measure.js';
import { caller } from './public-calls.js';
import { engineOf } from './public-contenders.js';

/** One process of several that spend on one database: `public-process.ts <url> <grants> <customers> <index>`, told what to do by its parent. */
const [url = '', grants = 'one', customers = '1', index = '0'] = process.argv.slice(2);
const { farebox, close } = engineOf(url, grants as Grants);
const call = caller(farebox, `${index}:${Date.now().toString(36)}`);
const random = randomFrom(7 + Number(index));

process.on('message', ({ load, inFlight, seconds }: { load: Load; inFlight: number; seconds: number }) => {
  const draw = (): number => (load === 'hot' ? Number(customers) + 1 : 1 + Math.floor(random() * Number(customers)));
  measure(inFlight, seconds, () => call('tokens.spend', `user_${draw()}`)).then(
    (cell) => process.send?.(cell),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  void close().then(() => process.exit(0));
});
process.send?.('ready');
