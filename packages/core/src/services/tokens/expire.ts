import type { Customer } from '../../customer.js';
import { UNLIMITED_PRIORITY } from '../../domain/ledger-rows.js';
import { GrantNotFoundError } from '../../errors/ledger.js';
import type { ExpireOutcome } from '../../outcomes.js';
import { grants } from '../../storage/ledger-families.js';
import type { ExpireOptions } from '../../token-options.js';
import { requireText, unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { tellCrossings } from './tell-crossings.js';
import { toStep } from './to-step.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** Ends one grant before its time. */
export async function expire(
  context: TokensContext,
  customer: Customer,
  options: Loose<ExpireOptions>,
): Promise<ExpireOutcome> {
  return context.telemetry.span('farebox.tokens.expire', {}, async () => {
    const id = requireText(options.grant, '`grant`');
    const reason = requireText(options.reason, '`reason`');
    const actor = requireText(options.actor, '`actor`');
    const step = await toStep(context, undefined, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const found = /^[1-9]\d{0,15}$/.test(id) ? await context.store.find(grants, { account, id: Number(id) }) : null;
    if (found === null || found.row.priority === UNLIMITED_PRIORITY) throw new GrantNotFoundError(id, 'grant');
    const command = { do: 'expire', grant: found.row.key, reason } as const;
    const answer = await commitFirm(context, account, { ...step, actor, command }, now);
    tellCrossings(context, customer, answer.done);
    return {
      expired: answer.done.amount,
      replayed: answer.replayed,
      balance: toBalance(answer.account, answer.now),
    };
  });
}
