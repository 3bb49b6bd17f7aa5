import { type Customer, fromCustomerName } from '../../customer.js';
import type { AccountId, AccountRow, GrantRow, Instant, ScheduleRow } from '../../domain/ledger-rows.js';
import type { Step, StepDone, StepResult } from '../../domain/step.js';
import {
  ChargeNotFoundError,
  GrantNotFoundError,
  HoldExpiredError,
  HoldNotFoundError,
  HoldResolvedError,
  IdempotencyConflictError,
  RefundExceedsError,
} from '../../errors/ledger.js';
import { InvalidAmountError } from '../../errors/calls.js';
import type { ParsedFeature } from '../../catalog/parsed-catalog.js';
import type { Denial } from '../../outcomes.js';
import type { AccountWrite } from '../../storage/contract.js';
import type { EngineContext } from '../engine/context.js';
import { isOutsidePlan, toDenial } from '../../plans/denial.js';
import { planInForce } from '../../plans/plan-in-force.js';

export interface AccountState {
  readonly account: AccountRow | null;
  readonly schedules: readonly ScheduleRow[];
  readonly grants: readonly GrantRow[];
  readonly now: Instant;
}
/** The account settled up to now, as a commit would find it. */
export async function readAccount(
  context: EngineContext,
  account: AccountId,
  now: Instant | undefined,
): Promise<AccountState> {
  const { slice, now: asOf } = await context.store.read(account, undefined, now);
  return { account: slice.account, schedules: slice.schedules, grants: slice.grants, now: asOf };
}

export type StepAnswer =
  | { readonly status: 'ok'; readonly done: StepDone; readonly account: AccountRow; readonly now: Instant }
  | {
      readonly status: 'replay';
      readonly replay: Extract<StepResult, { readonly status: 'replay' }>;
      readonly account: AccountRow;
      readonly now: Instant;
    }
  | { readonly status: 'short'; readonly why: Extract<StepResult, { readonly status: 'insufficient' | 'memberCap' }> }
  | { readonly status: 'guardLost' };

/** Commits one step and the writes that belong with it. Broken promises are thrown; what the caller must look at is returned. */
export async function commitStep(
  context: EngineContext,
  account: AccountId,
  step: Step,
  now: Instant | undefined,
  writes: readonly AccountWrite[] = [],
): Promise<StepAnswer> {
  const result = await context.store.commit({ account, steps: [step], writes, now });
  if (result.status === 'refused' && result.why === 'guardLost') return { status: 'guardLost' };
  const answer = result.status === 'refused' ? (result.why as StepResult) : result.steps[0];
  if (answer === undefined) throw new Error('The store answered a unit of one step without an answer.');
  const named = 'hold' in step.command ? step.command.hold : step.key;
  switch (answer.status) {
    case 'ok':
      return { status: 'ok', done: answer, account: result.account as AccountRow, now: result.now };
    case 'replay':
      return { status: 'replay', replay: answer, account: result.account as AccountRow, now: result.now };
    case 'insufficient':
    case 'memberCap':
      return { status: 'short', why: answer };
    case 'conflict':
      throw new IdempotencyConflictError(named);
    case 'holdExpired':
      throw new HoldExpiredError(named);
    case 'alreadyResolved':
      throw new HoldResolvedError(named, answer.as, answer.amount);
    case 'exceeds':
      if (step.command.do === 'refund') throw new RefundExceedsError(step.command.of, answer.limit);
      // More tokens than an account can count.
      throw new InvalidAmountError('amount' in step.command ? step.command.amount : null, '`amount`');
    case 'notFound':
      if (step.command.do === 'expire') throw new GrantNotFoundError(step.command.source, 'grant');
      if (step.command.do === 'clawback') throw new GrantNotFoundError(step.command.reference);
      if (step.command.do === 'refund') throw new ChargeNotFoundError(step.command.of);
      throw new HoldNotFoundError(named);
  }
}

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
): Promise<Denial | null> {
  if (!feature.gated) return null;
  const { slice, now: asOf } = await context.store.read(account, { keys: [key], references: [] }, now);
  const inForce = planInForce(context.catalog, slice.account, slice.schedules, asOf);
  if (!isOutsidePlan(feature, inForce) || slice.entries.some((entry) => entry.key === key)) return null;
  return toDenial(context.catalog, feature, required, slice.account, inForce);
}
/** After the ledger declined: why, and what would mend it. */
export async function shortDenial(
  context: EngineContext,
  account: AccountId,
  feature: ParsedFeature,
  required: number,
  why: Extract<StepAnswer, { readonly status: 'short' }>['why'],
  now: Instant | undefined,
): Promise<Denial> {
  const state = await readAccount(context, account, now);
  const inForce = planInForce(context.catalog, state.account, state.schedules, state.now);
  return toDenial(
    context.catalog,
    feature,
    required,
    state.account,
    inForce,
    // What was left when it was declined, not what came in or went out while we look.
    why.status === 'memberCap'
      ? { left: Math.max(0, why.limit - why.used), resetsAt: new Date(why.resetsAt) }
      : { left: Math.max(0, why.available) },
  );
}

/** Tells the host which thresholds a step crossed. A replay crossed none. */
export function tellCrossings(context: EngineContext, customer: Customer, done: StepDone): void {
  for (const threshold of done.crossed ?? [])
    context.emit('tokens.low', { customer, threshold, remaining: done.available });
}

/** The same where only the account is known. Nobody is told of an erased customer. */
export async function tellOwner(context: EngineContext, account: AccountId, done: StepDone): Promise<void> {
  const owner = await context.accounts.ownerOf(account);
  if (owner) tellCrossings(context, fromCustomerName(owner), done);
}

/** What the step itself did, first time or again. */
export const amountOf = (answer: Extract<StepAnswer, { readonly status: 'ok' | 'replay' }>): number =>
  answer.status === 'ok' ? answer.done.amount : answer.replay.first.amount;
