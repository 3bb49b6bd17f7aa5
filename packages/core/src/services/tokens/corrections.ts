import type { Customer } from '../../customer.js';
import { digest } from '../../domain/input-hash.js';
import { type AccountId, type EntryRow, type Instant, UNLIMITED_PRIORITY } from '../../domain/ledger-rows.js';
import { GrantNotFoundError } from '../../errors/ledger.js';
import type { AdjustOutcome, Balance, NotEnough } from '../../outcomes.js';
import { grants } from '../../storage/ledger-families.js';
import { everyEntry } from '../../ledger/ledger-reads.js';
import type { AdjustOptions, ClawbackOptions, ExpireOptions } from '../../token-options.js';
import { checkAmount, checkKey, checkText, checkTotal, requireText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { amountOf, commitStep, readAccount, tellCrossings } from './ledger-call.js';
import { balanceOfAccount, toStep, type TokensContext } from './tokens.js';

const PAGE = 1000;
const KINDS: readonly string[] = ['clawback', 'reinstate'];
type Loose<O> = Omit<O, 'metadata'> & { readonly metadata?: unknown };

/** A correction by a person: tokens given, or tokens taken that were never used. Who and why is mandatory. */
export async function adjust(
  context: TokensContext,
  customer: Customer,
  options: Loose<AdjustOptions>,
): Promise<AdjustOutcome> {
  return context.telemetry.span('farebox.tokens.adjust', {}, async () => {
    const isTaking = typeof options.amount === 'number' && options.amount < 0;
    const size = checkAmount(isTaking ? -options.amount : options.amount, 'The size of `amount`');
    const reason = requireText(options.reason, '`reason`');
    const actor = requireText(options.actor, '`actor`');
    const step = await toStep(context, undefined, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const command = {
      do: 'adjust',
      amount: isTaking ? -size : size,
      reason,
      expiresAt: options.expiresAt?.getTime(),
    } as const;
    const answer = await commitStep(context, account, { ...step, actor, command }, now);
    if (answer.status === 'short') return notEnough(context, account, size, now);
    if (answer.status === 'guardLost') throw new Error('A unit without writes lost a guard.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    return {
      status: 'done',
      adjusted: command.amount,
      replayed: answer.status === 'replay',
      balance: await balanceOfAccount(context, account, now),
    };
  });
}

/** Ends one grant before its time. */
export async function expire(
  context: TokensContext,
  customer: Customer,
  options: Loose<ExpireOptions>,
): Promise<{ readonly expired: number; readonly replayed: boolean; readonly balance: Balance }> {
  return context.telemetry.span('farebox.tokens.expire', {}, async () => {
    const id = requireText(options.grant, '`grant`');
    const reason = requireText(options.reason, '`reason`');
    const actor = requireText(options.actor, '`actor`');
    const step = await toStep(context, undefined, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const found = /^[1-9]\d{0,15}$/.test(id) ? await context.store.find(grants, { account, id: Number(id) }) : null;
    if (found === null || found.row.priority === UNLIMITED_PRIORITY) throw new GrantNotFoundError(id, 'grant');
    const command = { do: 'expire', source: found.row.source, reason } as const;
    const answer = await commitStep(context, account, { ...step, actor, command }, now);
    if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('An expiry was declined.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    return {
      expired: amountOf(answer),
      replayed: answer.status === 'replay',
      balance: await balanceOfAccount(context, account, now),
    };
  });
}

export async function notEnough(
  context: EngineContext,
  account: AccountId,
  required: number,
  now: Instant | undefined,
): Promise<NotEnough> {
  const remaining = Math.max(0, (await readAccount(context, account, now)).account?.available ?? 0);
  return { status: 'not_enough_tokens', required, remaining, shortfall: Math.max(0, required - remaining) };
}

/** Takes back what a refunded or disputed charge paid for, up to a total: any order and number of notices ends alike. */
export async function clawback(
  context: EngineContext,
  customer: Customer,
  options: ClawbackOptions,
): Promise<{ readonly takenBack: number; readonly replayed: boolean; readonly balance: Balance }> {
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
    if (given === undefined && Math.min(total, granted) === takenBy(before))
      return { takenBack: 0, replayed: true, balance: await balanceOfAccount(context, account, now) };
    const last = before.reduce((seq, entry) => Math.max(seq, entry.seq), 0);
    const key = given ?? `clawback:${digest(reference)}:${last}:${total}`;
    const shortfall = options.shortfall ?? 'debt';
    const command = { do: 'clawback', reference, total, shortfall } as const;
    const answer = await commitStep(context, account, { key, command, actor }, now);
    if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('A clawback was declined.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    const after = await context.store.read(account, { keys: [key], references: [] }, now);
    return {
      takenBack: takenBy(after.slice.entries.filter((entry) => entry.key === key && KINDS.includes(entry.kind))),
      replayed: answer.status === 'replay',
      balance: await balanceOfAccount(context, account, now),
    };
  });
}

const takenBy = (entries: readonly EntryRow[]): number =>
  entries.reduce((sum, entry) => sum + entry.debt - entry.amount, 0);
