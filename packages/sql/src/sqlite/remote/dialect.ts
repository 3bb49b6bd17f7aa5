import type { ListDialect } from '../../schema/list-query.js';
import { sqliteDialect } from '../shared/dialect.js';

/** SQLite's values behind clients that may hand integers out as numbers, as bigints or as text. */
export const remoteDialect: ListDialect = {
  ...sqliteDialect,
  decode(column, value) {
    if (column.type === 'integer' || column.type === 'instant') return Number(value);
    if (column.type === 'boolean') return Number(value) === 1;
    return sqliteDialect.decode(column, value);
  },
};

/** All values of a statement travel as one JSON array, since D1 binds at most a hundred. */
export const packedDialect: ListDialect = { ...remoteDialect, placeholder: (position) => `(?1 ->> ${position - 1})` };
