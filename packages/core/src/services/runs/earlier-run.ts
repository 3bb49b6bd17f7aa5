import { chargeKeysOf } from '../../domain/business-keys.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { RunOutcome } from '../../outcomes.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { findKept, settleKept } from './open-captures.js';
import { chargedBy } from './settle-run.js';

/** What became of the run that used this key first. The work is not called again, whatever it was. */
export async function earlierRun(
  context: EngineContext,
  account: AccountId,
  key: string,
  nowOption: Date | undefined,
): Promise<Extract<RunOutcome<never>, { readonly status: 'in_progress' | 'already_settled' }>> {
  const now = await unitNow(context, nowOption);
  const kept = await findKept(context, account, key);
  if (kept) await settleKept(context, kept.found, kept.charge, now);
  const keys = chargeKeysOf(key);
  const { slice, now: asOf } = await context.store.read(account, { keys, references: [] }, now);
  const own = slice.entries.filter((entry) => keys.includes(entry.key)).toSorted((a, b) => a.seq - b.seq);
  const held = own.filter((entry) => entry.key === key && entry.part >= 0);
  const isResolved = own.some((entry) => entry.key === key && entry.part < 0);
  const until = Math.max(0, ...held.map((entry) => entry.until ?? 0));
  if (!isResolved && until > asOf)
    return { status: 'in_progress', startedAt: new Date(Math.min(asOf, ...held.map((entry) => entry.at))) };
  // The last word counts: what the work said of itself, else what the call said before it.
  const references = own.map(({ seq }) => slice.details.find((detail) => detail.seq === seq)?.reference ?? null);
  return {
    status: 'already_settled',
    charged: chargedBy(own, key),
    reference: references.findLast((reference) => reference !== null) ?? null,
  };
}
