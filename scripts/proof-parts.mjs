// Each part: (budget, seed) -> a command that ends with exactly one line worth keeping.
const program = (file, ...args) => ['node', 'scripts/run.mjs', file, ...args];
void program;

export const parts = {};
