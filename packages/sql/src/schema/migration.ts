/**
 * One step of the schema. Its statements are frozen text: a release that has run them somewhere can never change them.
 * `{p}` stands for what precedes a table's name (SQLite's prefix, PostgreSQL's schema), `{i}` for what precedes an index's.
 */
export interface Migration {
  readonly version: number;
  /**
   * The oldest version of this package's schema that may still read and write the tables afterwards. A migration that only
   * adds leaves it alone; one that takes away raises it.
   */
  readonly oldestReader: number;
  readonly statements: readonly string[];
}

export interface SchemaRow {
  readonly version: number;
  readonly oldestReader: number;
}

export const latestVersion = (migrations: readonly Migration[]): number => migrations.at(-1)?.version ?? 0;

/** Refuses tables that a newer Farebox has changed in a way that this one would misread. */
export function assertReadable(found: SchemaRow, migrations: readonly Migration[]): void {
  const known = latestVersion(migrations);
  if (found.oldestReader > known) {
    throw new Error(
      `The Farebox tables are at version ${found.version} and can only be read by version ${found.oldestReader} or newer; this @farebox/sql knows version ${known}. Update the package.`,
    );
  }
}

/** Refuses tables that this Farebox would not find its columns in. */
export function assertUpToDate(found: SchemaRow | null, migrations: readonly Migration[], how: string): void {
  const known = latestVersion(migrations);
  if (found === null) throw new Error(`The Farebox tables do not exist yet. ${how}`);
  assertReadable(found, migrations);
  if (found.version < known) {
    throw new Error(
      `The Farebox tables are at version ${found.version}; this @farebox/sql needs version ${known}. ${how}`,
    );
  }
}

/**
 * The first schema version whose readers look into the archive. Once something lies there, an older one would take an
 * archived key for a free one: whoever archives raises `oldest_reader` to it, in the same transaction.
 */
export const ARCHIVE_READER = 2;

export const fillIn = (statement: string, tablePrefix: string, indexPrefix: string): string =>
  statement.replaceAll('{p}', tablePrefix).replaceAll('{i}', indexPrefix);
