// Each part: (budget, seed) -> a command that ends with exactly one line worth keeping.
const program = (file, ...args) => ['node', 'scripts/run.mjs', file, ...args];

export const parts = {
  // The recorded answers of Stripe, played against the simulator; and the triggers of Stripe's own CLI.
  replay: () => ['node', 'scripts/simulator/replay.mjs'],
  triggers: () => ['node', 'scripts/simulator/triggers.mjs'],
  // The whole ledger under a seeded scheduler: calls cut off at every await, doubled, retried, clocks that jump.
  simulate: ({ minutes, seed }) =>
    program('scripts/proof/simulate.ts', '--minutes', String(minutes), '--seeds', '1000000', '--seed', seed),
  // Broken variants of rules and stores that the ordinary suites must notice.
  planted: () => program('scripts/proof/planted.ts'),
  // The conformance kit, whole, on every driver.
  kit: ({ minutes, seed }) => ['node', 'scripts/proof/kit.mjs', '--minutes', String(minutes), '--seed', seed],
  // Random ledgers on real databases by real processes; every row and every answer compared with the model.
  conserve: ({ minutes, seed }) =>
    program('packages/sql/proof/conserve.ts', '--ops', '10000000', '--minutes', String(minutes), '--seed', seed),
  // Four app processes on one PostgreSQL, which is killed with -9 under load again and again while they live on.
  processes: ({ minutes, seed }) =>
    program('packages/sql/proof/crash.ts', 'processes', '--minutes', String(minutes), '--seed', seed),
  // App processes and PostgreSQL killed with -9 under load; app processes on one SQLite file too.
  crash: ({ minutes, seed }) =>
    program('packages/sql/proof/crash.ts', 'crash', '--minutes', String(minutes), '--seed', seed),
};
