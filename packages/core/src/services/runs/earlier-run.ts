import type { AccountId } from '../../domain/ledger-rows.js';
import { runs } from '../../storage/record-families.js';
import type { RunOutcome } from '../../outcomes.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { chargedFor, settleRun } from './settle-run.js';

/** What became of the run that used this key first. The work is not called again, whatever it was. */
export async function earlierRun(
  context: EngineContext,
  account: AccountId,
  key: string,
  nowOption: Date | undefined,
): Promise<Extract<RunOutcome<never>, { readonly status: 'in_progress' | 'already_settled' }>> {
  const now = await unitNow(context, nowOption);
  const found = await context.store.find(runs, { account, key });
  if (found?.row.status === 'settling' && found.row.charge !== null)
    await settleRun(context, found, found.row.charge, now);
  const { slice, now: asOf } = await context.store.read(account, { keys: [key], references: [] }, now);
  const held = slice.entries.filter((entry) => entry.key === key && entry.part >= 0);
  const isResolved = slice.entries.some((entry) => entry.key === key && entry.part < 0);
  const until = Math.max(0, ...held.map((entry) => entry.until ?? 0));
  if (!isResolved && until > asOf)
    return { status: 'in_progress', startedAt: new Date(Math.min(asOf, ...held.map((entry) => entry.at))) };
  return {
    status: 'already_settled',
    charged: await chargedFor(context, account, key),
    reference: found?.row.reference ?? null,
  };
}
