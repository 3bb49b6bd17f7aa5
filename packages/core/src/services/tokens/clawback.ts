import type { Customer } from '../../customer.js';
import { clawbackKey } from '../../domain/business-keys.js';
import type { EntryRow } from '../../domain/ledger-rows.js';
import { GrantNotFoundError } from '../../errors/ledger.js';
import { everyEntry } from '../../ledger/ledger-reads.js';
import type { ClawbackOutcome } from '../../outcomes.js';
import { grants } from '../../storage/ledger-families.js';
import type { ClawbackOptions } from '../../token-options.js';
import { checkKey, checkText, checkTotal, requireText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toBalance } from './balance.js';
import { commitFirm } from './commit-step.js';
import { readFigures } from './read-account.js';
import { tellCrossings } from './tell-crossings.js';

const PAGE = 1000;
const KINDS: readonly string[] = ['clawback', 'reinstate'];

/** Takes back what a refunded or disputed charge paid for, up to a total: any order and number of notices ends alike. */
export async function clawback(
  context: EngineContext,
  customer: Customer,
  options: ClawbackOptions,
): Promise<ClawbackOutcome> {
  return context.telemetry.span('farebox.tokens.clawback', {}, async () => {
    const reference = requireText(options.reference, '`reference`');
    const total = checkTotal(options.total, '`total`');
    const given = options.key === undefined ? undefined : checkKey(options.key);
    const actor = checkText(options.actor, '`actor`');
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    // The store's `read` leaves out grants without tokens, and those are the ones a claw-back is mostly about.
    const paid = await context.store.list(grants, { account }, { limit: PAGE, cursor: null, where: { reference } });
    if (paid.rows.length === 0) throw new GrantNotFoundError(reference);
    const before = await everyEntry(context.store, account, { of: reference, kind: KINDS });
    const granted = paid.rows.reduce((sum, { row }) => sum + row.amount, 0);
    // Without a key the notice names a state, not an event: one that is reached already writes nothing.
    if (given === undefined && Math.min(total, granted) === takenBy(before)) {
      const state = await readFigures(context, account, now);
      return { takenBack: 0, replayed: true, balance: toBalance(state.account, state.now) };
    }
    const last = before.reduce((seq, entry) => Math.max(seq, entry.seq), 0);
    const key = given ?? clawbackKey(reference, last, total);
    const command = { do: 'clawback', reference, total, shortfall: options.shortfall ?? 'debt' } as const;
    const answer = await commitFirm(context, account, { key, command, actor }, now);
    tellCrossings(context, customer, answer.done);
    const after = await context.store.read(account, { keys: [key], references: [] }, now);
    return {
      takenBack: takenBy(after.slice.entries.filter((entry) => entry.key === key && KINDS.includes(entry.kind))),
      replayed: answer.replayed,
      balance: toBalance(answer.account, answer.now),
    };
  });
}

const takenBy = (entries: readonly EntryRow[]): number =>
  entries.reduce((sum, entry) => sum + entry.debt - entry.amount, 0);
