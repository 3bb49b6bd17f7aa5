import { type Column, type Family, ledgerFamilies, recordFamilies } from '@farebox/core/store';
import { defineSchema, defineTable } from 'convex/server';
import { v } from 'convex/values';

export const families: ReadonlyMap<string, Family> = new Map(
  [...ledgerFamilies, ...recordFamilies].map((family) => [family.name, family as Family]),
);

/** JSON is kept as text: Convex would refuse keys that a host's metadata may have. */
const validators = {
  text: v.string(),
  integer: v.number(),
  instant: v.number(),
  json: v.string(),
  boolean: v.boolean(),
} as const;
const validatorOf = ({ type, nullable }: Column<unknown>) =>
  nullable ? v.union(validators[type], v.null()) : validators[type];

const indexName = (fields: readonly string[]): string => `by_${fields.join('_')}`;
export const keyIndex = (family: Family): string => indexName(family.key);
export const uniqueIndex = (fields: readonly string[]): string => indexName(fields);
export const orderFields = (family: Family): readonly string[] =>
  family.key[0] === 'account' ? ['account', family.order as string] : [family.order as string];
export const orderIndex = (family: Family): string => indexName(orderFields(family));

/** What loads by something that no family declares: live grants, entries by the end of their hold. */
const more: Readonly<Record<string, readonly (readonly string[])[]>> = {
  grants: [['account', 'remaining']],
  entries: [['account', 'until']],
};

function tableOf(family: Family) {
  const columns = Object.entries(family.columns).map(([name, column]) => [name, validatorOf(column)] as const);
  let table = defineTable({ ...Object.fromEntries(columns), rowVersion: v.number() });
  const indexes = [
    family.key,
    ...family.unique,
    ...family.indexes,
    ...(family.order === null ? [] : [orderFields(family)]),
    ...(family.due === null ? [] : [[family.due]]),
    ...(more[family.name] ?? []),
  ];
  const byName = new Map(indexes.map((fields) => [indexName(fields), fields]));
  for (const [name, fields] of byName) table = table.index(name, [...fields] as never);
  return table;
}

export default defineSchema(Object.fromEntries([...families].map(([name, family]) => [name, tableOf(family)])));
