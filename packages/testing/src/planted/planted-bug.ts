/** One edit of a source file: `find` must stand there exactly once, so that a bug that no longer applies is noticed. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
/** A mistake that somebody has made somewhere, put back into our sources to see whether the ordinary suites notice. */
export interface PlantedBug {
  readonly name: string;
  /** The row of the failure catalogue it belongs to. */
  readonly row: string;
  readonly edits: readonly Edit[];
}

export const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });
export const domain = (file: string, find: string, replace: string): Edit =>
  edit(`packages/core/src/domain/${file}`, find, replace);
export const storage = (file: string, find: string, replace: string): Edit =>
  edit(`packages/core/src/storage/${file}`, find, replace);
export const documents = (find: string, replace: string): Edit =>
  edit('packages/testing/src/document-store.ts', find, replace);
export const bug = (row: string, name: string, ...edits: readonly Edit[]): PlantedBug => ({ row, name, edits });
