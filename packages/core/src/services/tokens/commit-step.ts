import type { AccountId, AccountRow, Instant } from '../../domain/ledger-rows.js';
import { keyOfStep } from '../../domain/needs.js';
import type { Step, StepDone, StepResult } from '../../domain/step.js';
import { InvalidAmountError } from '../../errors/calls.js';
import {
  ChargeNotFoundError,
  GrantNotFoundError,
  HoldExpiredError,
  HoldNotFoundError,
  HoldResolvedError,
  IdempotencyConflictError,
  RefundExceedsError,
} from '../../errors/ledger.js';
import type { AccountWrite } from '../../storage/contract.js';
import type { EngineContext } from '../engine/context.js';

/** A step that is in the ledger, now or since an earlier call with the same key. */
export interface Committed {
  readonly status: 'done';
  /** The step's own first answer, also for a replay. */
  readonly done: StepDone;
  readonly replayed: boolean;
  /** The account as it stands after the commit. */
  readonly account: AccountRow;
  readonly now: Instant;
}
/** Too few tokens, of the account or of a member. */
export interface Short {
  readonly status: 'short';
  readonly why: Extract<StepResult, { readonly status: 'insufficient' | 'memberCap' }>;
}
export type StepAnswer = Committed | Short | { readonly status: 'guardLost' };

/** Commits one step that may fall short, and nothing beside it. Broken promises are thrown. */
export async function commitStep(
  context: EngineContext,
  account: AccountId,
  step: Step,
  now: Instant | undefined,
): Promise<Committed | Short> {
  const answer = await commitGuarded(context, account, step, now, []);
  if (answer.status === 'guardLost') throw new Error('A unit without writes lost a guard.');
  return answer;
}

/** Commits one step that no rule of the ledger may decline. */
export async function commitFirm(
  context: EngineContext,
  account: AccountId,
  step: Step,
  now: Instant | undefined,
): Promise<Committed> {
  const answer = await commitStep(context, account, step, now);
  if (answer.status === 'short')
    throw new Error(`The ledger declined "${step.command.do}" (${answer.why.status}), which nothing may decline.`);
  return answer;
}

/** Commits one step and the records that belong with it, all or nothing. */
export async function commitGuarded(
  context: EngineContext,
  account: AccountId,
  step: Step,
  now: Instant | undefined,
  writes: readonly AccountWrite[],
): Promise<StepAnswer> {
  const result = await context.store.commit({ account, steps: [step], writes, now });
  if (result.status === 'refused') {
    if (result.why === 'guardLost') return { status: 'guardLost' };
    if (result.why.status === 'insufficient' || result.why.status === 'memberCap')
      return { status: 'short', why: result.why };
    throw refusalOf(step, result.why);
  }
  const [answer] = result.steps;
  const { now: at } = result;
  if (answer?.status === 'ok')
    return { status: 'done', done: answer, replayed: false, account: result.account, now: at };
  if (answer?.status === 'replay')
    return { status: 'done', done: answer.first, replayed: true, account: result.account, now: at };
  throw new Error(`The store answered a unit of one step with ${answer ? `"${answer.status}"` : 'no answer'}.`);
}

/** What the caller broke, as the error that says so. */
function refusalOf(step: Step, why: StepResult): Error {
  const { command } = step;
  const key = keyOfStep(step);
  switch (why.status) {
    case 'conflict':
      return new IdempotencyConflictError(key);
    case 'holdExpired':
      return new HoldExpiredError(key);
    case 'alreadyResolved':
      return new HoldResolvedError(key, why.as, why.amount);
    case 'exceeds':
      if (command.do === 'refund') return new RefundExceedsError(command.of, why.limit);
      // More tokens than an account can count.
      return new InvalidAmountError('amount' in command ? command.amount : null, '`amount`');
    case 'notFound':
      if (command.do === 'expire') return new GrantNotFoundError(command.grant, 'grant');
      if (command.do === 'clawback') return new GrantNotFoundError(command.reference);
      if (command.do === 'refund') return new ChargeNotFoundError(command.of);
      return new HoldNotFoundError(key);
    default:
      return new Error(`The ledger refused "${command.do}" with "${why.status}".`);
  }
}
