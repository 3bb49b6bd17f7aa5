import type { Family, Row } from '@farebox/core/store';
import { START } from './wallet.js';

/** A valid row of any family: texts are the column's name, instants the start, nullable columns null; `overrides` say what matters. */
export function sampleRow(family: Family, overrides: Row): Row {
  const row: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(family.columns)) {
    if (column.nullable) row[name] = null;
    else if (column.type === 'text') row[name] = name;
    else if (column.type === 'integer') row[name] = 1;
    else if (column.type === 'instant') row[name] = START;
    else if (column.type === 'boolean') row[name] = false;
    else row[name] = {};
  }
  return { ...row, ...overrides };
}
