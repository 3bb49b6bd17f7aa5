import { assertUnit, createStore, type Store, type StoreDriver } from '@farebox/core/store';
import type { TestConvex } from 'convex-test';
import type { FunctionReference } from 'convex/server';
import { api } from './_generated/api.js';
import type { Wire } from './ledger.js';
import type schema from './schema.js';

/**
 * Farebox's store over Convex functions: every one of the eight is a query or a mutation, and a commit is one mutation that
 * loads, decides and saves. `save` has no work left; Convex compares what was read and runs the mutation again.
 */
export function convexStore(convex: TestConvex<typeof schema>): Store {
  const ask = async (name: string, input: unknown): Promise<never> =>
    JSON.parse(
      (await convex.query(api['ledger']?.[name] as FunctionReference<'query'>, {
        input: JSON.stringify(input),
      })) as string,
    ) as never;
  const change = async (name: string, input: unknown): Promise<never> =>
    JSON.parse(
      (await convex.mutation(api['ledger']?.[name] as FunctionReference<'mutation'>, {
        input: JSON.stringify(input),
      })) as string,
    ) as never;
  const driver: StoreDriver = {
    specificationVersion: 1,
    load: (account, wanted, override) => ask('load', { account, wanted, override: override ?? null }),
    save: () => Promise.reject(new Error('A commit is one mutation here; nothing is saved apart from it.')),
    find: (family, key) => ask('find', { family: family.name, key }),
    list: (family, prefix, options) => ask('list', { family: family.name, prefix, options }),
    insertIfAbsent: (family, row) => change('insertIfAbsent', { family: family.name, row }),
    compareAndSet: (family, row, ifVersion) => change('compareAndSet', { family: family.name, row, ifVersion }),
    remove: (family, key, ifVersion) => change('remove', { family: family.name, key, ifVersion }),
    archive: (checkpoint, after) => change('archive', { checkpoint, after }),
    claimWithLease: (family, claim) => change('claimWithLease', { family: family.name, ...claim }),
    scan: (page) => ask('scan', page),
  };
  return createStore(driver, {
    async commit(unit) {
      assertUnit(unit);
      const writes = (unit.writes ?? []).map(
        (write): Wire => ({
          family: write.family.name,
          row: write.row,
          ifVersion: write.write === 'compareAndSet' ? write.ifVersion : null,
        }),
      );
      return change('commit', { ...unit, writes });
    },
  });
}
