import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Store } from '@farebox/core/store';
import { type RaceSetting, raceNamed } from '@farebox/testing';
import { libsql } from '../src/sqlite/remote/libsql/index.js';

/** One app process with a libSQL client of its own on the file: `libsql-worker.ts <path>`. Runs the races it is told to. */
// The bundle of this file lies elsewhere, so the library is looked up from the package that has it.
const { createClient } = createRequire(resolve('packages/sql/package.json'))(
  '@libsql/client',
) as typeof import('@libsql/client');
const store = libsql(createClient({ url: `file:${process.argv[2] ?? ''}` }), { busyTimeoutMs: 60_000 });

process.on('message', ({ race, setting }: { readonly race: string; readonly setting: RaceSetting }) => {
  raceNamed(race)
    .act(store as unknown as Store, setting)
    .then(
      (tally) => process.send?.({ tally: { ...tally, retried: store.counters.retried } }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.stack : String(error) }),
    );
});
process.on('disconnect', () => process.exit(0));
