import { assertStep } from './assert-step.js';
import { finish } from './finish.js';
import { InvalidStepError } from './invalid-step.js';
import { inputHash } from './input-hash.js';
import type { AccountId, Instant } from './ledger-rows.js';
import { configure, crossings } from './operations/configure.js';
import { clawback, refund } from './operations/give-back.js';
import { adjust, expire, transferIn, transferOut } from './operations/move.js';
import { endSchedule, schedule } from './operations/schedule.js';
import { endHold, grant, hold, spend } from './operations/use.js';
import { readDone, readReplay } from './replay.js';
import { isAnythingDue, settle } from './settle.js';
import type { Changes, Decision, Slice } from './slice.js';
import type { Step, StepDone, StepResult } from './step.js';
import { WorkingAccount, type Place } from './working-account.js';

/** The steps of one unit, and whether a record rides along (then the revision is raised whatever the steps do). */
export interface DecidableUnit {
  readonly steps: readonly Step[];
  readonly hasWrites?: boolean | undefined;
}
export interface UnitDecision {
  readonly results: readonly StepResult[];
  readonly refusedAt: number | null;
}

/**
 * The ledger's whole logic: settles what is due, then answers each step in order. Pure - the same slice, steps and time
 * give the same decision on every store. A unit is all or nothing: at the first step that ends other than `ok` or `replay`
 * the unit's other steps leave nothing; what was merely due is in `changes` all the same.
 */
export function decide(
  slice: Slice,
  account: AccountId,
  steps: readonly Step[],
  now: Instant,
  options: { readonly hasWrites?: boolean | undefined } = {},
): Decision {
  const { decisions, ...rest } = decideUnits(slice, account, [{ steps, hasWrites: options.hasWrites }], now);
  const [{ results, refusedAt }] = decisions as readonly [UnitDecision];
  return { results, refusedAt, ...rest };
}

/** The same for several units of one account that queued up: each as if it came alone, one after the other. */
export function decideUnits(
  slice: Slice,
  account: AccountId,
  units: readonly DecidableUnit[],
  now: Instant,
): {
  readonly decisions: readonly UnitDecision[];
  readonly changes: Changes | null;
  readonly account: Decision['account'];
  readonly now: Instant;
} {
  const working = new WorkingAccount(slice, account, Math.max(now, slice.account?.sweptAt ?? now));
  settle(working);
  working.isStepping = true;
  let raised = 0;
  const decisions = units.map((unit) => {
    const before = working.mark();
    const decision = decideUnit(working, unit.steps);
    if (decision.refusedAt !== null) working.rollback(before);
    else if (unit.hasWrites || working.row.seq !== before.row.seq) raised += 1;
    return decision;
  });
  const changes = finish(working, raised);
  return { decisions, changes, account: changes?.account ?? working.row, now: working.now };
}

function decideUnit(account: WorkingAccount, steps: readonly Step[]): UnitDecision {
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = decideStep(account, step);
    results.push(result);
    if (result.status !== 'ok' && result.status !== 'replay') return { results, refusedAt: results.length - 1 };
  }
  return { results, refusedAt: null };
}

function decideStep(account: WorkingAccount, step: Step): StepResult {
  assertStep(step);
  const { command } = step;
  const before = account.row.available;
  if (command.do === 'capture' || command.do === 'release' || command.do === 'extend')
    return tell(account, before, endHold(account, step, command));
  const hash = inputHash(step);
  const replay = readReplay(account, step.key, hash);
  if (replay) return replay;
  const written = account.newEntries.length;
  const refusal = run(account, step, { key: step.key, part: 0, by: 1 }, hash);
  if (refusal) return refusal;
  const own = account.newEntries.slice(written).filter((entry) => entry.key === step.key);
  const [first] = own;
  if (!first) throw new Error(`The command ${command.do} left no entry.`);
  account.describe(first, step, 'reason' in command ? command.reason : null);
  // What a step made due (a grant that is over already) is done before the next one looks.
  if (command.do !== 'spend' && command.do !== 'hold') settle(account);
  const done = readDone(own) as StepDone;
  return command.do === 'schedule' || command.do === 'endSchedule' ? done : tell(account, before, done);
}

/** Adds the low balances that a use of tokens crossed. */
function tell(account: WorkingAccount, before: number, result: StepResult): StepResult {
  if (result.status !== 'ok' || account.row.available >= before) return result;
  const crossed = crossings(account, before);
  return crossed.length > 0 ? { ...result, crossed } : result;
}

/** One command's effect. Null = done; else the answer that refuses it. */
function run(account: WorkingAccount, step: Step, place: Place, hash: string): StepResult | null {
  const { command } = step;
  switch (command.do) {
    case 'spend':
      return spend(account, step, command, place, hash);
    case 'hold':
      return hold(account, step, command, place, hash);
    case 'grant':
      return grant(account, step, command, place, hash);
    case 'schedule':
      return schedule(account, step, command, place, hash);
    case 'endSchedule':
      return endSchedule(account, step, command, place, hash);
    case 'refund':
      return refund(account, step, command, place, hash);
    case 'clawback':
      return clawback(account, step, command, place, hash);
    case 'adjust':
      return adjust(account, step, command, place, hash);
    case 'expire':
      return expire(account, step, command, place, hash);
    case 'transferOut':
      return transferOut(account, step, command, place, hash);
    case 'transferIn':
      return transferIn(account, step, command, place, hash);
    case 'configure':
      return configure(account, step, command, place, hash);
    default:
      throw new InvalidStepError('command', `The ledger knows no command ${command.do}.`);
  }
}

/** The account settled up to `now`, without writing: what a commit would find. */
export function settled(slice: Slice, account: AccountId, now: Instant): Slice {
  if (slice.account === null || !isAnythingDue(slice, now)) return slice;
  const { changes } = decide(slice, account, [], now);
  return changes === null ? slice : withChanges(slice, changes);
}

/** A slice as it stands after the changes. */
export function withChanges(slice: Slice, changes: Changes): Slice {
  const merge = <T, K>(rows: readonly T[], newer: readonly T[], keyOf: (row: T) => K): readonly T[] => [
    ...new Map([...rows, ...newer].map((row) => [keyOf(row), row])).values(),
  ];
  return {
    ...slice,
    account: changes.account,
    grants: merge(slice.grants, changes.grants, (grant) => grant.id),
    schedules: merge(slice.schedules, changes.schedules, (schedule) => schedule.slot),
    entries: [...slice.entries, ...changes.entries],
    details: [...slice.details, ...changes.details],
  };
}
