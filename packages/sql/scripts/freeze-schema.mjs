// Writes version 1 of both schemas from the families, as frozen text. Once version 1 is released this script is history:
// a changed family then needs a migration written by hand, and the schema test says which tables differ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { build } = createRequire(join(here, '../../../package.json'))('esbuild');
const outfile = join(here, '../node_modules/.cache/schema-statements.mjs');
mkdirSync(dirname(outfile), { recursive: true });
await build({
  stdin: {
    contents: `
      import { allFamilies } from './src/tables/all-families.js';
      import { tableStatements } from './src/tables/schema-text.js';
      import { sqliteSchema } from './src/sqlite/dialect.js';
      import { postgresSchema } from './src/postgres/dialect.js';
      export const sqlite = allFamilies.flatMap((family) => tableStatements(family, sqliteSchema));
      export const postgres = allFamilies.flatMap((family) => tableStatements(family, postgresSchema));`,
    resolveDir: join(here, '..'),
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  conditions: ['@farebox/source'],
  external: ['zod', 'stripe'],
  logLevel: 'error',
});
const { sqlite, postgres } = await import(`${pathToFileURL(outfile).href}?${process.pid}`);
for (const [folder, statements] of [
  ['sqlite', sqlite],
  ['postgres', postgres],
]) {
  const body = statements
    .map(
      (statement) => `    \`${statement.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\`,`,
    )
    .join('\n');
  writeFileSync(
    join(here, `../src/${folder}/migrations/0001-initial.ts`),
    `import type { Migration } from '../../migrations/migration.js';\n\n/** Frozen: written once from the families by scripts/freeze-schema.mjs. */\nexport const initial: Migration = {\n  version: 1,\n  oldestReader: 1,\n  statements: [\n${body}\n  ],\n};\n`,
  );
}
console.log(`sqlite: ${sqlite.length} statements, postgres: ${postgres.length} statements`);
