import { toCustomerName } from '../../customer.js';
import { memberCapKey } from '../../domain/business-keys.js';
import { windowEnd, windowStart } from '../../domain/calendar.js';
import type { AccountRow, Instant } from '../../domain/ledger-rows.js';
import { IdempotencyConflictError } from '../../errors/ledger.js';
import { InvalidCustomerError, InvalidMetadataError } from '../../errors/calls.js';
import type { MemberCapInForce } from '../../outcomes.js';
import type { MemberCapOptions, NowOption, Organization } from '../../token-options.js';
import { checkTotal, requireText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { untilWritten } from '../engine/until-written.js';
import { commitFirm } from './commit-step.js';
import { readFigures } from './read-account.js';

const WINDOWS = new Set(['day', 'week', 'month']);
const RACES = 8;

/** What one member may use of the organisation's pool per window. Says a state: repeating it writes nothing. */
export async function setMemberCap(
  context: EngineContext,
  organization: Organization,
  member: string,
  cap: MemberCapOptions | null,
  options: NowOption = {},
): Promise<MemberCapInForce | null> {
  return context.telemetry.span('farebox.tokens.setMemberCap', {}, async () => {
    if (toCustomerName(organization).kind !== 'organization')
      throw new InvalidCustomerError('member caps belong to { organization: id }');
    const name = requireText(member, '`member`');
    if (cap !== null && !WINDOWS.has(cap.every))
      throw new InvalidMetadataError("`every` must be 'day', 'week' or 'month'");
    const limit = cap === null ? null : checkTotal(cap.limit, '`limit`');
    const every = cap?.every ?? 'month';
    const account = await context.accounts.open(organization);
    const now = await unitNow(context, options.now);
    return untilWritten('set a member cap', RACES, async () => {
      const state = await readFigures(context, account, now);
      const before = capOf(state.account, name, state.now);
      if ((before?.limit ?? null) === limit && (before === null || before.every === every)) return before;
      // Named by the state it was decided on: a second writer of the same moment meets the first one's key and looks again.
      const key = memberCapKey(name, state.account?.seq ?? 0);
      const command = { do: 'configure', memberCap: { member: name, limit, every } } as const;
      try {
        const answer = await commitFirm(context, account, { key, command }, now);
        return capOf(answer.account, name, answer.now);
      } catch (error) {
        if (IdempotencyConflictError.isInstance(error)) return undefined;
        throw error;
      }
    });
  });
}

/** The caps in force with what was used of them in the running window, by member. */
export async function memberCaps(
  context: EngineContext,
  organization: Organization,
  options: NowOption = {},
): Promise<readonly MemberCapInForce[]> {
  return context.telemetry.span('farebox.tokens.memberCaps', {}, async () => {
    const account = await context.accounts.open(organization);
    const { account: row, now } = await readFigures(context, account, await unitNow(context, options.now));
    return Object.keys(row?.policy.memberCaps ?? {})
      .toSorted()
      .flatMap((member) => capOf(row, member, now) ?? []);
  });
}

/** One member's cap as it stands at `now`: what was used in an earlier window does not count. */
export function capOf(account: AccountRow | null, member: string, now: Instant): MemberCapInForce | null {
  const caps = account?.policy.memberCaps;
  const cap = caps !== undefined && Object.hasOwn(caps, member) ? caps[member] : undefined;
  if (!cap) return null;
  const { limit, every } = cap;
  const used = cap.windowStart === windowStart(every, now) ? cap.used : 0;
  return { member, limit, every, used, left: Math.max(0, limit - used), resetsAt: new Date(windowEnd(every, now)) };
}
