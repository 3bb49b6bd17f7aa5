// Each part: (budget, seed) -> a command that ends with exactly one line worth keeping.
const program = (file, ...args) => ['node', 'scripts/run.mjs', file, ...args];

export const parts = {
  // The recorded answers of Stripe, played against the simulator; and the triggers of Stripe's own CLI.
  replay: () => ['node', 'scripts/simulator-replay.mjs'],
  triggers: () => ['node', 'scripts/simulator-triggers.mjs'],
  // The whole ledger under a seeded scheduler: calls cut off at every await, doubled, retried, clocks that jump.
  simulate: ({ minutes, seed }) =>
    program('scripts/simulate.ts', '--minutes', String(minutes), '--seeds', '1000000', '--seed', seed),
  // Broken variants of rules and stores that the ordinary suites must notice.
  planted: () => program('scripts/planted.ts'),
  // Random ledgers on real databases by real processes, every entry folded through the invariants.
  conserve: ({ minutes, seed }) =>
    program('packages/sql/proof/conserve.ts', '--ops', String(minutes * 6000), '--seed', seed),
  // App processes and PostgreSQL killed with -9 under load.
  crash: ({ minutes, seed }) => program('packages/sql/proof/crash.ts', '--rounds', String(minutes * 4), '--seed', seed),
};
