import { type StepResult, type Store, type UnitResult, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '../conformance/dump.js';

/** Where a race happens and who this runner is. Plain data: it travels to child processes. */
export interface RaceSetting {
  /** Accounts from here on are the race's own. */
  readonly base: number;
  readonly worker: number;
  readonly workers: number;
  readonly seed: number;
}
/** What a runner saw; JSON. */
export type Tally = Readonly<Record<string, number | string | readonly string[]>>;

/**
 * One race: `prepare` once, `act` by every worker at the same time (each with a store of its own in its own process, or all
 * on one store), `judge` once over what they saw. An empty list of complaints = the promise held.
 */
export interface Race {
  readonly name: string;
  /** A present-tense sentence with its rows of the failure catalogue. */
  readonly title: string;
  prepare(store: Store, base: number): Promise<void>;
  act(store: Store, setting: RaceSetting): Promise<Tally>;
  judge(store: Store, base: number, tallies: readonly Tally[]): Promise<readonly string[]>;
}

export const stepOf = (result: UnitResult): StepResult =>
  result.status === 'ok' ? (result.steps[0] as StepResult) : (result.why as StepResult);
export const statusOf = (result: UnitResult): string =>
  result.status === 'refused' && result.why === 'guardLost' ? 'guardLost' : stepOf(result).status;
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const total = (tallies: readonly Tally[], name: string): number =>
  tallies.reduce((sum, tally) => sum + Number(tally[name] ?? 0), 0);
export const all = (tallies: readonly Tally[], name: string): readonly string[] =>
  tallies.flatMap((tally) => tally[name] as readonly string[]);

/** Every invariant of an account after the dust has settled. */
export async function sound(store: Store, account: number): Promise<readonly string[]> {
  const { now } = await store.read(account);
  const dump = await dumpLedger(store, account, now);
  return dump === null ? [] : violationsOf(dump, now).map(({ invariant, message }) => `${invariant}: ${message}`);
}
