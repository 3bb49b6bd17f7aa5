import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import type { ITXClientDenyList } from '@prisma/client/runtime/client';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import ts from 'typescript';

/** The models of schema.prisma, as far as the tests use them. What `prisma generate` writes has them in full. */
interface Model<Row, New> {
  create(request: { readonly data: New }): Promise<Row>;
  findMany(): Promise<readonly Row[]>;
  count(): Promise<number>;
}
export interface HostPrisma {
  readonly account: Model<
    { readonly id: number; readonly email: string },
    { readonly email: string; readonly preferences?: object }
  >;
  readonly customer: Model<{ readonly id: string }, { readonly name: string }>;
  readonly subscription: Model<{ readonly id: number }, { readonly accountId: number; readonly plan: string }>;
  readonly analysis: Model<
    { readonly id: string },
    { readonly id: string; readonly account: number; readonly result: object }
  >;
  $queryRawUnsafe<T = unknown>(query: string, ...values: unknown[]): Promise<T>;
  $transaction<R>(
    work: (tx: Omit<HostPrisma, ITXClientDenyList>) => Promise<R>,
    options?: { readonly timeout?: number; readonly isolationLevel?: string },
  ): Promise<R>;
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}
export type HostTransaction = Omit<HostPrisma, ITXClientDenyList>;

/** Tests are started from the repository's root. */
const sql = resolve('packages/sql');
const file = join(sql, 'test/prisma/schema.prisma');
const require = createRequire(join(sql, 'package.json'));

export interface GeneratedClient {
  readonly PrismaClient: new (options: { readonly adapter: PrismaPg }) => HostPrisma;
  /** What TypeScript has to say of `lines`, which may use `PrismaClient` as it was generated and the types of our drivers. */
  complaintsOf(lines: readonly string[]): readonly string[];
  discard(): void;
}

/** `prisma generate` into a folder of this test file's own, where it finds `@prisma/client`. */
export function generateClient(): GeneratedClient {
  const folder = mkdtempSync(join(sql, 'node_modules/.farebox-prisma-'));
  const copy = join(folder, 'schema.prisma');
  writeFileSync(copy, readFileSync(file));
  const cli = join(dirname(require.resolve('prisma/package.json')), 'build/index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'generate', '--schema', copy], {
    cwd: folder,
    encoding: 'utf8',
    // The command wants the binary of its migrations, which generating has no use for: named, it is not fetched.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  if (status !== 0) throw new Error(`prisma generate failed: ${stderr}${stdout}`);
  const { PrismaClient } = require(join(folder, 'client')) as Pick<GeneratedClient, 'PrismaClient'>;
  return {
    PrismaClient,
    complaintsOf: (lines) => {
      const program = join(folder, 'program.mts');
      const drivers = relative(folder, join(sql, 'src/postgres/drivers/index.js'));
      const imports = [
        `import type { PrismaClient } from './client/index.js';`,
        `import type { PostgresSource, PostgresTransaction } from '${drivers}';`,
      ];
      writeFileSync(program, [...imports, ...lines].join('\n'));
      const host = ts.createProgram([program], {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        skipLibCheck: true,
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
      });
      return ts
        .getPreEmitDiagnostics(host)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// PostgreSQL's one-byte "char", which the adapter for pg refuses and Prisma's engine for migrations asks the catalogue for.
const CHAR = 18;
const UUID_ARRAY = 2951;
class CatalogPool extends pg.Pool {
  override async query(...request: unknown[]): Promise<never> {
    const answer = (await super.query(...(request as [string]))) as pg.QueryResult;
    for (const field of answer.fields) if (field.dataTypeID === CHAR) field.dataTypeID = UUID_ARRAY;
    return answer as never;
  }
}
class CatalogAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const ask = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const { columnTypes, ...answer } = await ask(query);
      const types = columnTypes.map((type) => (type === ColumnTypeEnum.UuidArray ? ColumnTypeEnum.Character : type));
      return { ...answer, columnTypes: types };
    };
    return adapter;
  }
}

type Engine = Awaited<ReturnType<typeof import('@prisma/schema-engine-wasm')['SchemaEngine']['new']>>;
const noFilters = { externalTables: [], externalEnums: [] };
const schema = (): { readonly path: string; readonly content: string } => ({
  path: file,
  content: readFileSync(file, 'utf8'),
});

async function withEngine<T>(connectionString: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm');
  const pool = new CatalogPool({ connectionString });
  try {
    const { path, content } = schema();
    const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogAdapter(pool));
    return await work(await SchemaEngine.new({ datamodels: [[path, content]] }, () => undefined, adapter));
  } finally {
    await pool.end();
  }
}

/** `prisma db push` of schema.prisma, by Prisma's own engine: how many steps it found to do. */
export function pushSchema(url: string): Promise<number> {
  return withEngine(url, async (engine) => {
    const request = { force: false, schema: { files: [schema()] }, filters: noFilters };
    const { executedSteps, unexecutable, warnings } = await engine.schemaPush(request);
    if (unexecutable.length + warnings.length > 0) throw new Error([...unexecutable, ...warnings].join('\n'));
    return executedSteps;
  });
}

/** `prisma migrate deploy`, by Prisma's own engine: schema.prisma as the first migration, `ours` as the second. */
export function migrateHost(url: string, ours: string): Promise<readonly string[]> {
  return withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [schema()] },
      script: true,
      exitCode: null,
      filters: noFilters,
    });
    const directory = (path: string, text: string) => ({
      path,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: text } },
    });
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: 'migrations',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
        shadowDbInitScript: '',
        migrationDirectories: [directory('0001_host', stdout ?? ''), directory('0002_farebox', ours)],
      },
      filters: noFilters,
    });
    return appliedMigrationNames;
  });
}
