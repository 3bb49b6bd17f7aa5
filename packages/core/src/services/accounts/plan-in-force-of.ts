import type { AccountId, AccountRow, Instant, ScheduleRow } from '../../domain/ledger-rows.js';
import { isOver } from '../../plans/is-over.js';
import { type Lapse, type PlanInForce, planInForce } from '../../plans/plan-in-force.js';
import { subscriptions } from '../../storage/record-families.js';
import type { EngineContext } from '../engine/context.js';

const READ = 50;

/**
 * Which plan's rules hold for an account. Where a paid plan ran out and nothing follows, the subscription's row says why: the
 * ledger's dates alone do not know whether Stripe could not collect, somebody paused, or the news is late (R5).
 */
export async function planInForceOf(
  context: EngineContext,
  account: AccountId,
  state: { readonly account: AccountRow | null; readonly schedules: readonly ScheduleRow[]; readonly now: Instant },
): Promise<PlanInForce> {
  const inForce = planInForce(context.catalog, state.account, state.schedules, state.now);
  return inForce.lapsed === null ? inForce : { ...inForce, because: await becauseOf(context, account, state.now) };
}

async function becauseOf(context: EngineContext, account: AccountId, now: Instant): Promise<Lapse | null> {
  const { rows } = await context.store.list(subscriptions, { account }, { limit: READ, cursor: null });
  const live = rows.map(({ row }) => row).filter((row) => row.holdsGroup && !isOver(row, now));
  if (live.length === 0) return null;
  if (live.some(({ status }) => status === 'past_due')) return 'past_due';
  return live.some(({ status }) => status === 'paused') ? 'paused' : 'uncovered';
}
