import type { AccountId, AccountRow, GrantRow, Instant, ScheduleRow } from '../../domain/ledger-rows.js';
import type { EngineContext } from '../engine/context.js';

export interface AccountFigures {
  readonly account: AccountRow | null;
  readonly schedules: readonly ScheduleRow[];
  readonly now: Instant;
}
export interface AccountState extends AccountFigures {
  readonly grants: readonly GrantRow[];
}

/** The account settled up to now, as a commit would find it. One read; a customer can have thousands of live grants. */
export async function readAccount(
  context: EngineContext,
  account: AccountId,
  now: Instant | undefined,
): Promise<AccountState> {
  const { slice, now: asOf } = await context.store.read(account, undefined, now);
  return { account: slice.account, schedules: slice.schedules, grants: slice.grants, now: asOf };
}

/** The same for who needs no grants: one read of two small rows, however many grants there are. */
export async function readFigures(
  context: EngineContext,
  account: AccountId,
  now: Instant | undefined,
): Promise<AccountFigures> {
  const { slice, now: asOf } = await context.store.read(account, { keys: [], references: [], grants: false }, now);
  return { account: slice.account, schedules: slice.schedules, now: asOf };
}
