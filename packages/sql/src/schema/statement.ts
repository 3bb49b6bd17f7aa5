/** A statement and what it binds, built in one place and run by whoever has a connection. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}
