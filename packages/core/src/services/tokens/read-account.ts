import type { AccountId, AccountRow, GrantRow, Instant, ScheduleRow } from '../../domain/ledger-rows.js';
import type { EngineContext } from '../engine/context.js';

export interface AccountState {
  readonly account: AccountRow | null;
  readonly schedules: readonly ScheduleRow[];
  readonly grants: readonly GrantRow[];
  readonly now: Instant;
}
/** The account settled up to now, as a commit would find it. One read. */
export async function readAccount(
  context: EngineContext,
  account: AccountId,
  now: Instant | undefined,
): Promise<AccountState> {
  const { slice, now: asOf } = await context.store.read(account, undefined, now);
  return { account: slice.account, schedules: slice.schedules, grants: slice.grants, now: asOf };
}
