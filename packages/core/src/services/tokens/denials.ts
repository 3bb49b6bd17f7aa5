import type { ParsedFeature } from '../../catalog/parsed-catalog.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import type { Denial, Denied } from '../../outcomes.js';
import { isOutsidePlan, toDenial } from '../../plans/denial.js';
import { planInForceOf } from '../accounts/plan-in-force-of.js';
import type { EngineContext } from '../engine/context.js';
import type { Short } from './commit-step.js';
import { readFigures } from './read-account.js';

/**
 * Before a gated feature runs: is it in the plan? Null = go on. Features open to every plan ask nobody. A key that was used
 * while it was in the plan goes on too: what was charged is answered again, whatever became of the plan since.
 */
export async function gateDenial(
  context: EngineContext,
  account: AccountId,
  feature: ParsedFeature,
  required: number,
  key: string,
  now: Instant | undefined,
): Promise<Denied | null> {
  if (!feature.gated) return null;
  const { slice, now: asOf } = await context.store.read(account, { keys: [key], references: [] }, now);
  const { account: row, schedules } = slice;
  const inForce = await planInForceOf(context, account, { account: row, schedules, now: asOf });
  if (!isOutsidePlan(feature, inForce) || slice.entries.some((entry) => entry.key === key)) return null;
  return denied(context, toDenial(context.catalog, feature, required, slice.account, inForce));
}

/** After the ledger declined: why, and what would mend it. */
export async function shortDenial(
  context: EngineContext,
  account: AccountId,
  feature: ParsedFeature,
  required: number,
  { why }: Short,
  now: Instant | undefined,
): Promise<Denied> {
  const state = await readFigures(context, account, now);
  const inForce = await planInForceOf(context, account, state);
  // What was left when it was declined, not what came in or went out while we look.
  const left =
    why.status === 'memberCap'
      ? { left: Math.max(0, why.limit - why.used), resetsAt: new Date(why.resetsAt) }
      : { left: Math.max(0, why.available) };
  return denied(context, toDenial(context.catalog, feature, required, state.account, inForce, left));
}

function denied(context: EngineContext, denial: Denial): Denied {
  context.telemetry.count('farebox.tokens.denied', 1, { feature: denial.feature, reason: denial.reason });
  return { status: 'denied', denial };
}
