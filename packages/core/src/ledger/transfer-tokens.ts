import type { AccountId, Instant } from '../domain/ledger-rows.js';
import type { Step, StepDone, StepResult } from '../domain/step.js';
import { grants } from '../storage/ledger-families.js';
import { everyEntry } from './ledger-reads.js';
import type { Store, UnitResult } from '../storage/contract.js';

export interface Transfer {
  /** Names the transfer in both accounts; sending it again resumes what is missing and does nothing twice. */
  readonly key: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly amount: number;
  readonly now?: Instant | undefined;
  readonly reference?: string | undefined;
  readonly actor?: string | undefined;
}
/**
 * `moved`: it has arrived, now or before. `refused`: nothing has moved, and why. `pending`: the tokens have left and could
 * not arrive yet (the other account has no room); the same call brings them later.
 */
export type TransferResult =
  | {
      readonly status: 'moved';
      readonly isReplay: boolean;
      /** What leaving did, this first time: it may have crossed low balances. Null = it left before. */
      readonly left: StepDone | null;
    }
  | { readonly status: 'pending'; readonly why: StepResult; readonly left: StepDone | null }
  | { readonly status: 'refused'; readonly why: StepResult };

/**
 * Moves tokens from a pool to a member or back: out of one account, then into the other, each a unit of its own under one
 * key. After a crash in between, the same call brings the rest. Tokens keep the expiry of the grants they came from.
 */
export async function transferTokens(store: Store<never>, transfer: Transfer): Promise<TransferResult> {
  const { key, from, to, amount, now, reference, actor } = transfer;
  const more = { reference, actor };
  const out = await store.commit({
    account: from,
    now,
    steps: [{ key, command: { do: 'transferOut', to, amount }, ...more }],
  });
  if (out.status === 'refused') return { status: 'refused', why: whyOf(out) };
  const [first] = out.steps;
  const left = first?.status === 'ok' ? first : null;
  // Arrived before, perhaps while the dates of its grants were others.
  if (await hasArrived(store, transfer)) return { status: 'moved', isReplay: true, left };
  const arrived = await store.commit({ account: to, now, steps: await arrivals(store, transfer, more) });
  if (arrived.status === 'ok')
    return { status: 'moved', isReplay: arrived.steps.every((step) => step.status === 'replay'), left };
  return (await hasArrived(store, transfer))
    ? { status: 'moved', isReplay: true, left }
    : { status: 'pending', why: whyOf(arrived), left };
}

async function hasArrived(store: Store<never>, { key, from, to }: Transfer): Promise<boolean> {
  const there = await everyEntry(store, to, { key });
  return there.some((entry) => entry.kind === 'transferIn' && entry.of === `account:${from}`);
}

/** One arriving grant per grant that the tokens came from. */
async function arrivals(
  store: Store<never>,
  { key, from }: Transfer,
  more: Pick<Step, 'reference' | 'actor'>,
): Promise<readonly Step[]> {
  const taken = (await everyEntry(store, from, { key })).filter((entry) => entry.kind === 'transferOut');
  const steps: Step[] = [];
  for (const [index, entry] of taken.entries()) {
    const grant = entry.grant === null ? null : await store.find(grants, { account: from, id: entry.grant });
    const expiresAt = grant?.row.expiresAt ?? undefined;
    steps.push({
      key: index === 0 ? key : `${key}#${index}`,
      command: { do: 'transferIn', from, amount: -entry.amount, expiresAt },
      ...more,
    });
  }
  return steps;
}

function whyOf(result: Extract<UnitResult, { readonly status: 'refused' }>): StepResult {
  if (result.why === 'guardLost') throw new Error('A unit without records lost a guard.');
  return result.why;
}
