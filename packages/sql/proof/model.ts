import { type Instant, memoryStore, type Step, type StepDone, type StepResult } from '@farebox/core/store';
import { comparable, dumpLedger } from '@farebox/testing';
import type { Witness } from '../test/deeds.js';

export type Dump = NonNullable<Awaited<ReturnType<typeof dumpLedger>>>;

/**
 * `lost`: an effect that was acknowledged and is not there. `doubled`: an effect that is there and nobody was told of, or was
 * told of twice. `differs`: figures or an answer other than the model's.
 */
export interface Difference {
  readonly kind: 'lost' | 'doubled' | 'differs';
  readonly message: string;
}
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Effects that somebody was told of, each once. */
  readonly effects: number;
  /** Replays and conflicts that were held against the first answers. */
  readonly replays: number;
}

interface Effect {
  readonly step: Step;
  readonly first: StepDone;
  /** A replay does not tell thresholds again, so neither can this. */
  readonly isFromReplay: boolean;
}

/**
 * Plays what callers were told through the pure domain - the effects in the order of their entries, each at its own time -
 * and compares everything: each answer with the model's, then every row of the account but the bookkeeping of speed.
 */
export async function compareWithModel(
  dump: Dump,
  witnesses: readonly Witness[],
  now: Instant,
  account: number,
): Promise<Comparison> {
  const differences: Difference[] = [];
  const report = (kind: Difference['kind'], message: string): void => void differences.push({ kind, message });
  const { effects, replays } = effectsOf(witnesses, report);
  const model = memoryStore();
  for (const { step, first, isFromReplay } of effects) {
    const result = await model.commit({ account, steps: [step], now: first.at });
    const expected = result.status === 'ok' ? (result.steps[0] as StepResult) : result.why;
    if (typeof expected === 'string' || expected.status !== 'ok')
      report(
        takes(step) ? 'differs' : 'doubled',
        `${describe(step)} was acknowledged at ${first.seq}; the model answers ${JSON.stringify(expected)}.`,
      );
    else if (text(isFromReplay ? untold(expected) : expected) !== text(first))
      report('differs', `${describe(step)} was answered ${text(first)}; the model answers ${text(expected)}.`);
  }
  const expected = await dumpLedger(model, account, now);
  if (expected === null) {
    report('doubled', `The ledger has ${dump.entries.length} entries; the model has none.`);
    return { differences, effects: effects.length, replays };
  }
  compareEntries(dump, expected, report);
  for (const part of ['account', 'grants', 'schedules', 'details'] as const)
    compareRows(part, rowsOf(dump, part), rowsOf(expected, part), report);
  return { differences, effects: effects.length, replays };
}

type Report = (kind: Difference['kind'], message: string) => void;

/** Each effect once, in the order of its entries. What is told of one key twice must be told alike. */
function effectsOf(
  witnesses: readonly Witness[],
  report: Report,
): { readonly effects: readonly Effect[]; readonly replays: number } {
  const bySeq = new Map<number, Effect>();
  const byKey = new Map<string, number>();
  let replays = 0;
  const learn = (step: Step, first: StepDone, isFromReplay: boolean): void => {
    const known = bySeq.get(first.seq);
    if (known && text(untold(known.first)) !== text(untold(first)))
      report('differs', `${describe(step)} was answered ${text(known.first)} and ${text(first)}.`);
    if (!known || (known.isFromReplay && !isFromReplay)) bySeq.set(first.seq, { step, first, isFromReplay });
    // An extension bears its hold's key, and a hold may be extended often.
    if (step.command.do === 'extend') return;
    const key = 'hold' in step.command ? `the end of ${step.command.hold}` : step.key;
    const seq = byKey.get(key) ?? first.seq;
    byKey.set(key, seq);
    if (seq !== first.seq) report('doubled', `${describe(step)} was done at ${seq} and at ${first.seq}.`);
  };
  for (const { step, result } of witnesses) if (result.status === 'ok') learn(step, result, false);
  for (const { step, result } of witnesses) {
    if (result.status === 'replay') learn(step, result.first, true);
    if (result.status === 'replay' || result.status === 'conflict') replays++;
  }
  for (const { step, result } of witnesses)
    if (result.status === 'conflict' && !byKey.has(step.key))
      report('lost', `${describe(step)} met another input under its key, and nobody was told of one.`);
  return { effects: [...bySeq.values()].sort((a, b) => a.first.seq - b.first.seq), replays };
}

function compareEntries(actual: Dump, expected: Dump, report: Report): void {
  const keyOf = ({ key, part }: Dump['entries'][number]): string => `${key}, part ${part}`;
  const there = new Map(actual.entries.map((entry) => [keyOf(entry), entry]));
  for (const entry of expected.entries) {
    const found = there.get(keyOf(entry));
    if (!found) report('lost', `The entry of ${keyOf(entry)} is not there: ${text(entry)}`);
    else if (text(found) !== text(entry)) report('differs', `An entry is ${text(found)}; in the model ${text(entry)}`);
    there.delete(keyOf(entry));
  }
  for (const entry of there.values()) report('doubled', `Nobody was told of the entry ${text(entry)}`);
  if (new Set(actual.entries.map(keyOf)).size !== actual.entries.length)
    report('doubled', 'Entries stand there twice.');
}

function compareRows(part: string, actual: readonly unknown[], expected: readonly unknown[], report: Report): void {
  for (let index = 0; index < Math.max(actual.length, expected.length); index++)
    if (text(actual[index]) !== text(expected[index]))
      report(
        'differs',
        `${part} ${index}: ${text(actual[index] ?? null)}; in the model ${text(expected[index] ?? null)}`,
      );
}
function rowsOf(dump: Dump, part: 'account' | 'grants' | 'schedules' | 'details'): readonly unknown[] {
  return part === 'account' ? [(comparable(dump) as Dump).account] : dump[part];
}

const untold = ({ crossed: _crossed, ...done }: StepDone): StepDone => done;
const takes = ({ command }: Step): boolean => ['spend', 'hold', 'capture', 'transferOut'].includes(command.do);
const describe = (step: Step): string => JSON.stringify({ ...step, metadata: undefined });
/** The same value, the same text: properties in order, absent and undefined alike. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? 'undefined';
