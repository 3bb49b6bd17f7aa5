// What a browser downloads of @farebox/react, as numbers and budgets; and that nothing of the server is in it.
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { main, root, say, Stop } from '../lib/toolchain.mjs';

const react = join(root, 'packages', 'react', 'dist');
const from = (names) =>
  `import { ${names.join(', ')} } from '@farebox/react'; globalThis.kept = [${names.join(', ')}];`;
/** Name, source, budget in KB (min + gzip, React external), and whether TanStack Query counts. */
const bundles = [
  [
    'everything, without TanStack Query',
    `import * as all from '@farebox/react'; globalThis.kept = all;`,
    32,
    ['@tanstack/react-query'],
  ],
  ['everything, with TanStack Query', `import * as all from '@farebox/react'; globalThis.kept = all;`, 41, []],
  ['the guard alone (provider without parts)', from(['useTokenGuard']), 9, ['@tanstack/react-query']],
  ['TokenMeter', from(['TokenMeter']), 9, ['@tanstack/react-query']],
  [
    'SubscriptionManager, UpgradePrompt, useTokenGuard',
    from(['SubscriptionManager', 'UpgradePrompt', 'useTokenGuard']),
    20,
    ['@tanstack/react-query'],
  ],
];
const forbidden = [
  /packages\/core\//,
  /node_modules\/(?:\.pnpm\/)?(?:zod|stripe)(?:@|\/)/,
  /packages\/(?:server|sql|stripe-simulator)\//,
];

await main(async () => {
  const faults = [];
  for (const [name, contents, budget, external] of bundles) {
    const result = await build({
      stdin: { contents, resolveDir: root, loader: 'js' },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      metafile: true,
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': '"production"' },
      external: ['react', 'react-dom', 'react/jsx-runtime', ...external],
    });
    const bytes = gzipSync(result.outputFiles[0].contents).length;
    const inside = Object.keys(result.metafile.inputs).filter((file) =>
      forbidden.some((pattern) => pattern.test(file)),
    );
    say(`${(bytes / 1024).toFixed(1).padStart(6)} KB of ${budget}  ${name}`);
    if (bytes > budget * 1024)
      faults.push(`${name}: ${(bytes / 1024).toFixed(1)} KB is over the budget of ${budget} KB.`);
    if (inside.length > 0) faults.push(`${name}: the browser would load ${inside.join(', ')}.`);
  }
  const css = gzipSync(readFileSync(join(react, 'styles.css'))).length;
  say(`${(css / 1024).toFixed(1).padStart(6)} KB of 9  styles.css (as shipped)`);
  if (css > 9 * 1024) faults.push(`styles.css: ${(css / 1024).toFixed(1)} KB is over the budget of 9 KB.`);
  if (faults.length > 0) throw new Stop(faults.join('\n'));
});
