// Each part: (budget, seed) -> a command that ends with exactly one line worth keeping.
const program = (file, ...args) => ['node', 'scripts/run.mjs', file, ...args];

export const parts = {
  // Random ledgers on real databases by real processes, every entry folded through the invariants.
  conserve: ({ minutes, seed }) =>
    program('packages/sql/proof/conserve.ts', '--ops', String(minutes * 6000), '--seed', seed),
  // App processes and PostgreSQL killed with -9 under load.
  crash: ({ minutes, seed }) => program('packages/sql/proof/crash.ts', '--rounds', String(minutes * 4), '--seed', seed),
};
