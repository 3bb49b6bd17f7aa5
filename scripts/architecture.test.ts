/**
 * The architecture as a test: who may import whom, which libraries a package may bring to a host, the floors of core, and how
 * long a file may be. It walks every import of what is published (`src` without tests and stories) and fails on an arrow
 * that is not here. `docs/design.md` draws the same plan.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf, fileOf, filesBelow, type Import, importsOf, root, sourcesOf } from './lib/imports.js';

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

/**
 * The floors of core, lowest first: what each room may import besides itself. `type x`: its types alone.
 * `surface` is what lies at the top of `src`: entries, the composition root, public types.
 */
const RULES = ['domain', 'errors'];
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  errors: [],
  runtime: RULES,
  contract: ['type errors', 'domain'],
  catalog: [...RULES, 'type contract', 'type runtime'],
  storage: [...RULES, 'type runtime'],
  ledger: [...RULES, 'storage'],
  stripe: ['errors', 'runtime', 'type storage', 'domain'],
  plans: [...RULES, 'catalog', 'type storage', 'type stripe', 'type contract', 'type runtime'],
};
const BELOW = Object.keys(FLOORS);
for (const [room, rooms] of Object.entries({
  engine: [],
  'stripe-calls': ['engine'],
  accounts: ['engine', 'stripe-calls'],
  tokens: ['engine', 'accounts'],
  runs: ['engine', 'accounts', 'tokens'],
  history: ['engine', 'accounts', 'tokens'],
  subscriptions: ['engine', 'stripe-calls', 'accounts'],
  selling: ['engine', 'stripe-calls', 'accounts', 'subscriptions'],
  webhooks: ['engine', 'stripe-calls', 'accounts', 'subscriptions', 'selling'],
}))
  Object.assign(FLOORS, { [`services/${room}`]: [...BELOW, ...rooms.map((one) => `services/${one}`)] });
const SERVICES = Object.keys(FLOORS).filter((room) => room.startsWith('services/'));
Object.assign(FLOORS, { services: [...BELOW, ...SERVICES] });
/** Values that lie at the top because hosts import them, and that core uses itself. */
const SURFACE_VALUES: ReadonlySet<string> = new Set(['customer.ts']);
/** Files over the limit, each with the reason. It may only shrink. */
const TOO_LONG: readonly string[] = [
  // One walk through every hosted page, top to bottom, as a person takes it.
  'packages/stripe-simulator/preview/walk.ts',
];
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

  it('no files import each other in a circle, not even their types', () => {
    const files = ['packages', 'examples', 'scripts']
      .flatMap((folder) => filesBelow(join(root, folder)))
      .filter((file) => /\.(tsx?|mts|mjs)$/.test(file));
    expect(circlesOf(files).map((circle) => circle.map((file) => relative(root, file)))).toEqual([]);
  });

  it('no file is longer than 350 lines, no test than 500', () => {
    const long = ['packages', 'examples', 'scripts', '.storybook']
      .flatMap((folder) => filesBelow(join(root, folder)))
      .filter((file) => /\.(tsx?|mts|mjs|css)$/.test(file))
      .filter((file) => {
        const isTest = /\.(test|test-d|stories|e2e)\.tsx?$|[\\/](test|e2e|conformance)[\\/]/.test(file);
        return readFileSync(file, 'utf8').split('\n').length - 1 > (isTest ? 500 : 350);
      })
      .map((file) => relative(root, file).replaceAll('\\', '/'));
    // The list may only shrink: a file that became short must leave it.
    expect(long.sort()).toEqual([...TOO_LONG].sort());
  });
});

/** Where a file of core lives: its folder, in `services` the room. */
function roomOf(file: string): string {
  const [first = '', second, third] = relative(coreSources, file).replaceAll('\\', '/').split('/');
  if (second === undefined) return 'surface';
  return first === 'services' && third !== undefined ? `services/${second}` : first;
}
const coreSources = join(root, 'packages', 'core', 'src');
const coreImports = (): readonly (Import & { readonly to: string })[] =>
  sourcesOf(coreSources).flatMap((file) =>
    importsOf(file).flatMap((one) => {
      const to = fileOf(one);
      return to === null ? [] : [{ ...one, to }];
    }),
  );
const arrowOf = ({ file, to }: { readonly file: string; readonly to: string }): string =>
  `${relative(coreSources, file)} -> ${relative(coreSources, to)}`;

describe('the floors of core', () => {
  it('each room imports only from the rooms below it', () => {
    const wrong = coreImports()
      .filter(({ file, to, isType }) => {
        const [room, target] = [roomOf(file), roomOf(to)];
        if (room === target || room === 'surface') return false;
        // The public types of the surface (customer, outcomes, options) are named everywhere; its values nowhere.
        if (target === 'surface') return !(isType || SURFACE_VALUES.has(relative(coreSources, to)));
        const below = FLOORS[room];
        if (!below) return true;
        return !below.includes(target) && !(isType && below.includes(`type ${target}`));
      })
      .map(arrowOf);
    expect(wrong).toEqual([]);
  });

  it('every folder is on the plan, and no floor of the plan is empty', () => {
    const rooms = new Set(sourcesOf(coreSources).map(roomOf));
    rooms.delete('surface');
    expect([...rooms].sort()).toEqual(Object.keys(FLOORS).sort());
  });

  it('plans are pure: they never wait and touch neither store nor gateway', () => {
    const impure = sourcesOf(join(coreSources, 'plans')).filter((file) =>
      /\basync\b|\bawait\b|\bPromise\b|context\.|store\./.test(withoutComments(file)),
    );
    expect(impure.map((file) => relative(coreSources, file))).toEqual([]);
  });

  it('only services and ledger call the store, only services and the composition root make a gateway', () => {
    const storeCallers = sourcesOf(coreSources).filter(
      (file) =>
        !/^(services|ledger|storage)$/.test(roomOf(file).split('/')[0]!) &&
        /\bstore\.(?:commit|read|find|list|insertIfAbsent|compareAndSet|claimWithLease|scan)\(/.test(
          withoutComments(file),
        ),
    );
    expect(storeCallers.map((file) => relative(coreSources, file))).toEqual([]);
    const gatewayMakers = coreImports().filter(
      ({ file, to, isType }) =>
        !isType &&
        relative(coreSources, to) === join('stripe', 'create-gateway.ts') &&
        !roomOf(file).startsWith('services/') &&
        roomOf(file) !== 'stripe',
    );
    expect(gatewayMakers.map(arrowOf)).toEqual([]);
  });
});

describe('the HTTP edge', () => {
  const server = join(root, 'packages', 'server', 'src');
  /** Back from Checkout, or back from the portal: each request calls one of the two. */
  const ONE_OF_TWO = new Set([join('routes', 'complete-return.ts')]);

  it('a route parses, calls one service and serialises', () => {
    for (const file of sourcesOf(join(server, 'routes'))) {
      const text = withoutComments(file);
      const calls = new Set(
        [...text.matchAll(/\bfarebox\.((?!logger)[a-z][A-Za-z]*\.[a-z][A-Za-z]*)\(/g)].map(([, call]) => call),
      );
      expect(calls.size, `${relative(server, file)} calls ${[...calls].join(', ')}`).toBeLessThanOrEqual(
        ONE_OF_TWO.has(relative(server, file)) ? 2 : 1,
      );
    }
  });

  it('a route knows no other route, no store and no Stripe', () => {
    const wrong = sourcesOf(join(server, 'routes'))
      .filter((file) => !file.endsWith('index.ts'))
      .flatMap((file) =>
        importsOf(file)
          .filter(
            (one) =>
              one.from === '@farebox/core/store' ||
              one.from === 'stripe' ||
              (!one.isType && dirname(fileOf(one) ?? '') === join(server, 'routes')),
          )
          .map(({ from }) => `${relative(server, file)}: ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('a door converts: it is at most 60 lines long', () => {
    for (const file of sourcesOf(server).filter((one) => dirname(one) === server && !one.endsWith('index.ts')))
      expect(readFileSync(file, 'utf8').split('\n').length, relative(server, file)).toBeLessThanOrEqual(61);
  });
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}
