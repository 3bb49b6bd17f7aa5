/**
 * How much of the conformance kit a test file runs: `npm test` runs it short where another file runs it whole on a sister of
 * the store; `pnpm proof kit` sets FAREBOX_KIT=whole and, from its second round on, other seeds.
 */
const env = (globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }).process?.env ?? {};

export const kitLength = env['FAREBOX_KIT'] === 'whole' ? 'whole' : 'short';
export const kitSeed = env['FAREBOX_KIT_SEED'] === undefined ? undefined : Number(env['FAREBOX_KIT_SEED']);
