import type { State } from './state.js';
import { toAccount, toRecord } from './records.js';

/** A deep copy of everything. Copying gives records their prototype back, as reading JSON does; here they lose it again. */
export function copyState(state: State): State {
  const copy = structuredClone(state);
  return {
    ...copy,
    counters: toRecord(copy.counters),
    idempotency: toRecord(copy.idempotency),
    accounts: toRecord(
      Object.fromEntries(Object.entries(copy.accounts).map(([account, data]) => [account, toAccount(data)])),
    ),
  };
}
