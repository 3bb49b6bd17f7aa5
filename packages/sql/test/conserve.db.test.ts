import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// A proof that cannot turn red proves nothing: here its store has no guard. The sound store is `pnpm proof conserve`.
it('L1 L2 L3 pnpm conserve ends with 1 and tells what got lost on a store that writes over what came in between', {
  timeout: 240_000,
}, () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['scripts/run.mjs', 'packages/sql/proof/conserve.ts', '--broken', '--ops', '400', '--minutes', '1', '--seed', '11'],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const figures = /^\d+ operations, (\d+) overspent, (\d+) double-granted, (\d+) lost$/.exec(last);
  expect(figures, last).not.toBeNull();
  expect(Number(figures?.[1])).toBeGreaterThan(0);
  expect(Number(figures?.[3])).toBeGreaterThan(0);
});
