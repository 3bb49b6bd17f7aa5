import type { Statement } from '../../schema/statement.js';

/** A row's values in the order of the select list. */
export type Values = readonly unknown[];

/**
 * What is needed of a SQLite that cannot be held between a read and a write (a database behind HTTP): single statements,
 * and batches that happen whole or not at all.
 */
export interface RemoteConnection {
  /** Reads. */
  query(statement: Statement): Promise<readonly Values[]>;
  /** Writes: one transaction, statements in order. The first that fails undoes all of it, and its error is thrown. Answers the rows of each. */
  batch(statements: readonly Statement[]): Promise<readonly (readonly Values[])[]>;
}

/** SQLite's own words; every library and every wire hands them on in its message. */
const says = (error: unknown, words: string): boolean => error instanceof Error && error.message.includes(words);

/** A unique key or primary key was taken. */
export const isUniqueViolation = (error: unknown): boolean => says(error, 'UNIQUE constraint failed');
/** A guard of ours refused: it writes null into a column that cannot be null. */
export const isGuardViolation = (error: unknown): boolean => says(error, 'NOT NULL constraint failed');
