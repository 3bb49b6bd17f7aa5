import type { Store } from '../../src/storage/contract.js';

/** A store that stops answering at its n-th write and for good, as a process that was killed. */
export function dyingStore(
  store: Store,
  n: number,
  when: 'before' | 'after',
): { readonly store: Store; readonly writes: () => number } {
  let writes = 0;
  const guard = async <T>(write: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes > n || (writes === n && when === 'before')) throw new Error(`The process died at write ${writes}.`);
    const answer = await write();
    if (writes === n) throw new Error(`The process died after write ${writes}.`);
    return answer;
  };
  const alive = <T>(read: () => Promise<T>): Promise<T> =>
    writes >= n ? Promise.reject(new Error('The process is dead.')) : read();
  return {
    writes: () => writes,
    store: {
      specificationVersion: 1,
      commit: (unit) => guard(() => store.commit(unit)),
      insertIfAbsent: (family, row) => guard(() => store.insertIfAbsent(family, row)),
      compareAndSet: (family, row, version) => guard(() => store.compareAndSet(family, row, version)),
      claimWithLease: (family, claim) => guard(() => store.claimWithLease(family, claim)),
      read: (account, needs, now) => alive(() => store.read(account, needs, now)),
      find: (family, key) => alive(() => store.find(family, key)),
      list: (family, prefix, options) => alive(() => store.list(family, prefix, options)),
      scan: (page) => alive(() => store.scan(page)),
    },
  };
}
