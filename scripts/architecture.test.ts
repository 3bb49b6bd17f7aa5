/**
 * The architecture as a test: who may import whom (DESIGN's table) and which libraries a package may bring to a host. It
 * walks every import of what is published (`src` without tests and stories) and fails on an arrow that is not here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Rule {
  /** Workspace packages (and their subpaths) it may import; `types only` where no value may travel. */
  readonly workspace: readonly string[];
  readonly typesOnly?: readonly string[];
  /** Libraries it may import, by the folder that may do so ('' = anywhere in src). */
  readonly libraries: Readonly<Record<string, readonly string[]>>;
}
const rules: Readonly<Record<string, Rule>> = {
  core: {
    workspace: [],
    libraries: {
      'src/stripe': ['stripe'],
      'src/contract': ['zod'],
      'src/catalog': ['zod'],
      'src/create-farebox.ts': ['zod'],
      'src/runtime': ['zod'],
    },
  },
  sql: {
    workspace: ['@farebox/core', '@farebox/core/store'],
    libraries: {
      'src/sqlite': ['better-sqlite3', 'node:sqlite'],
      'src/postgres': ['pg', 'postgres', '@electric-sql/pglite', 'kysely'],
      '': ['node:crypto', 'node:module'],
    },
  },
  server: {
    workspace: ['@farebox/core', '@farebox/core/contract'],
    libraries: {
      'src/hono.ts': ['hono'],
      'src/express.ts': ['express'],
      'src/routes': ['zod'],
      '': ['node:http', 'node:stream'],
    },
  },
  react: {
    workspace: [],
    typesOnly: ['@farebox/core', '@farebox/core/contract'],
    libraries: { '': ['react', 'react-dom', 'react/jsx-runtime', '@tanstack/react-query'] },
  },
  'stripe-simulator': {
    workspace: [],
    libraries: {
      '': [
        'stripe',
        'hono',
        '@hono/node-server',
        'node:crypto',
        'node:fs',
        'node:fs/promises',
        'node:http',
        'node:net',
        'node:path',
        'node:url',
        'node:util',
        'node:async_hooks',
        'node:events',
        'node:process',
      ],
    },
  },
  testing: {
    workspace: ['@farebox/core', '@farebox/core/store', '@farebox/core/contract', '@farebox/server'],
    libraries: { '': ['msw'] },
  },
};
/** The simulator knows Stripe's types; not a byte of the client runs in it. */
const typesOnlyLibraries = new Set(['stripe-simulator:stripe', 'server:zod', 'server:hono', 'server:express']);

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.tsx?$/.test(entry.name) &&
        !/\.(test|test-d|stories|db\.test|ssr\.test)\.tsx?$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](test|preview|fixtures)[\\/]/.test(relative(folder, file)));
}

interface Import {
  readonly file: string;
  readonly from: string;
  readonly isType: boolean;
}
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      const all =
        named && (ts.isNamedImports(named) || ts.isNamedExports(named))
          ? named.elements.length > 0 && [...named.elements].every((one) => one.isTypeOnly)
          : false;
      const whole = ts.isImportDeclaration(node) ? (node.importClause?.isTypeOnly ?? false) : node.isTypeOnly;
      const alsoDefault = ts.isImportDeclaration(node) && node.importClause?.name !== undefined;
      found.push({ file, from: node.moduleSpecifier.text, isType: whole || (all && !alsoDefault) });
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      found.push({ file, from: node.argument.literal.text, isType: true });
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      found.push({ file, from: node.arguments[0].text, isType: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
const libraryOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

describe('architecture', () => {
  it.each(Object.keys(rules))('%s imports only what the table allows', (name) => {
    const rule = rules[name]!;
    const folder = join(root, 'packages', name);
    const wrong: string[] = [];
    for (const file of sourcesOf(join(folder, 'src'))) {
      const place = relative(folder, file).replaceAll('\\', '/');
      for (const { from, isType } of importsOf(file)) {
        if (from.startsWith('.')) {
          if (relative(join(folder, 'src'), resolve(dirname(file), from)).startsWith('..'))
            wrong.push(`${place}: "${from}" leaves the package`);
          continue;
        }
        if (from.startsWith('@farebox/')) {
          const allowed = rule.workspace.includes(from) || (isType && rule.typesOnly?.includes(from));
          if (!allowed) wrong.push(`${place}: ${isType ? 'type ' : ''}import of ${from}`);
          continue;
        }
        const library = libraryOf(from);
        const allowed = Object.entries(rule.libraries).some(
          ([where, libraries]) =>
            (place === where || place.startsWith(`${where}/`) || where === '') &&
            (libraries.includes(library) || libraries.includes(from)),
        );
        if (!allowed) wrong.push(`${place}: library ${from}`);
        else if (!isType && typesOnlyLibraries.has(`${name}:${library}`))
          wrong.push(`${place}: ${from} may be imported as a type only`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('the domain is pure: it imports nothing but itself', () => {
    const domain = join(root, 'packages', 'core', 'src', 'domain');
    const outside = sourcesOf(domain).flatMap((file) =>
      importsOf(file)
        .filter(({ from }) => !from.startsWith('.') || relative(domain, resolve(dirname(file), from)).startsWith('..'))
        .map(({ from }) => `${relative(domain, file)}: ${from}`),
    );
    expect(outside).toEqual([]);
  });

  // A store that lives in this process has no database to ask: it is its own clock.
  it('only clock modules and stores in memory read the wall clock', () => {
    const readers = Object.keys(rules).flatMap((name) =>
      sourcesOf(join(root, 'packages', name, 'src'))
        .filter(
          (file) =>
            !/clock|(?:memory|document)-store\.ts$/.test(file) &&
            /\bDate\.now\(\)|\bnew Date\(\)/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
        )
        .map((file) => relative(root, file)),
    );
    expect(readers).toEqual([]);
  });

  it('runtime dependencies of each manifest are the ones the table allows', () => {
    for (const [name, rule] of Object.entries(rules)) {
      const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
      };
      const libraries = new Set(Object.values(rule.libraries).flat());
      const workspace = new Set([...rule.workspace, ...(rule.typesOnly ?? [])].map(libraryOf));
      const unknown = Object.keys(manifest.dependencies ?? {}).filter(
        (dependency) => !libraries.has(dependency) && !workspace.has(dependency),
      );
      expect(unknown, name).toEqual([]);
    }
  });
});
