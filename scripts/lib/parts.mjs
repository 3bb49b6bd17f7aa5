// What `npm test` is made of, in order. Two lanes run side by side; a part waits for those it needs. A part with a `project` is
// a suite of vitest, the others are gates; `mend` is what a person types when a gate is red.
const gate = (name, command, args, more = {}) => ({ name, lane: 'gates', command, args, ...more });
const suite = (name, more = {}) => ({ name, lane: 'suites', project: name, ...more });

export const parts = [
  gate('format', 'biome', ['format', '.'], { mend: 'pnpm format' }),
  gate('lint', 'oxlint', ['--deny-warnings', 'packages', 'examples', 'scripts', '.storybook'], {
    mend: 'the lines above name file, rule and cure; `pnpm lint` says them again',
  }),
  gate('types', 'tsc', ['-p', 'tsconfig.json'], { mend: 'pnpm typecheck' }),
  gate('build', 'pnpm', ['-r', '--filter', './packages/*', 'build']),
  gate('packages', 'node', ['scripts/gates/packages.mjs'], { needs: ['build'] }),
  gate('quickstarts', 'node', ['scripts/gates/quickstarts.mjs'], { needs: ['build'] }),
  gate('readme', 'node', ['scripts/gates/readme.mjs'], { mend: 'node scripts/gates/readme.mjs --write' }),
  gate('unused', 'knip', [], { mend: 'delete what nobody imports; an entry that knip cannot see goes into knip.json' }),
  gate('size', 'node', ['scripts/gates/size.mjs'], { needs: ['build'] }),
  gate('example', 'pnpm', ['--filter', 'quantipack', 'build'], { needs: ['build'] }),
  // The whole of it is `pnpm proof planted`; these are the rows that a run stands on.
  gate(
    'planted',
    'node',
    ['scripts/run.mjs', 'scripts/proof/planted.ts', '--suites', 'rules,sqlite', 'L1', 'L2', 'L3', 'L10', 'L11', 'L16'],
    {
      mend: 'a bug that is "not planted" names the file whose text has moved: packages/testing/src/planted follows it',
    },
  ),
  suite('unit'),
  suite('dom'),
  // Long files of races: two at a time, or the longest of them alone decides how long the run takes.
  suite('database', { options: ['--maxWorkers=2'] }),
  suite('packed', { needs: ['build'] }),
  suite('stories'),
  suite('e2e', { needs: ['example'] }),
];
