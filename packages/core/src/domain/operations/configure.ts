import { windowStart } from '../calendar.js';
import type { Command, Step, StepResult } from '../step.js';
import type { Place, WorkingAccount } from '../working-account.js';

/** Rules of this account: balances that are told, what one member may use. */
export function configure(
  account: WorkingAccount,
  step: Step,
  command: Extract<Command, { readonly do: 'configure' }>,
  place: Place,
  hash: string,
): StepResult | null {
  if (command.lowBalance !== undefined)
    account.row.policy = {
      ...account.row.policy,
      lowBalance: [...command.lowBalance].sort((a, b) => b - a),
      fired: account.row.policy.fired ?? [],
    };
  if (command.memberCap !== undefined) {
    const { member, limit, every } = command.memberCap;
    const { [member]: before, ...others } = account.row.policy.memberCaps ?? {};
    const start = windowStart(every, account.now);
    const used = before && before.every === every && before.windowStart === start ? before.used : 0;
    const memberCaps = limit === null ? others : { ...others, [member]: { limit, every, windowStart: start, used } };
    account.row.policy = { ...account.row.policy, memberCaps };
  }
  account.write('configure', place, { step, hash });
  return null;
}

/** Balances that this step went below for the first time in the period; marks them as told. */
export function crossings(account: WorkingAccount, before: number): readonly number[] {
  const { lowBalance = [], fired = [] } = account.row.policy;
  const after = account.row.available;
  const crossed = lowBalance.filter((level) => before > level && after <= level && !fired.includes(level));
  if (crossed.length > 0) account.row.policy = { ...account.row.policy, fired: [...fired, ...crossed] };
  return crossed;
}
