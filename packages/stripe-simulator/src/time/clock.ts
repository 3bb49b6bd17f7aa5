import { emit } from '../events.js';
import { finishAllLater } from '../payments/later.js';
import { clockNow, type Universe, worldOf } from '../world.js';
import { type DueTask, dueTasks } from './due.js';

const MOST_STEPS = 200_000;

/** Everything waiting on the main clock, of all accounts, in the order it will happen. */
export function waiting(universe: Universe, testClock: { account: string; id: string } | null = null): DueTask[] {
  const accounts = testClock ? [testClock.account] : Object.keys(universe.state.accounts);
  return accounts
    .flatMap((account) => dueTasks(worldOf(universe, account), testClock?.id ?? null))
    .sort((a, b) => a.at - b.at || a.rank - b.rank);
}

/** Moves the clock to an instant, and runs everything that falls due on the way. */
export function runUntil(universe: Universe, to: number): void {
  for (const account of Object.keys(universe.state.accounts)) finishAllLater(worldOf(universe, account));
  runDue(universe, to);
}

/** Runs what is due, one after the other, each at its own time. */
function runDue(universe: Universe, to: number): void {
  let last = clockNow(universe);
  for (let step = 0; ; step += 1) {
    const next = waiting(universe).find((task) => task.at <= to);
    if (!next) break;
    if (step > MOST_STEPS)
      throw new Error(`The clock did not get to ${to}: more than ${MOST_STEPS} things happened on the way.`);
    last = Math.max(last, next.at);
    setClock(universe, last);
    next.run();
  }
  setClock(universe, Math.max(to, last));
}

/** Runs what became due by itself since the last call: only a ticking clock has such things. */
export function catchUp(universe: Universe): void {
  if (universe.state.clock.ticking) runDue(universe, clockNow(universe));
}

function setClock(universe: Universe, now: number): void {
  universe.state.clock = { ...universe.state.clock, now, wall: universe.wallClock() };
}

/** Moves a test clock, running what is due for the customers on it. */
export function runTestClock(universe: Universe, account: string, id: string, to: number): void {
  const world = worldOf(universe, account);
  const clock = world.tables.testClocks[id];
  if (!clock) return;
  clock.status = 'advancing';
  clock.status_details = { advancing: { target_frozen_time: to } };
  emit(world, 'test_helpers.test_clock.advancing', clock);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = waiting(universe, { account, id }).find((task) => task.at <= to);
    if (!next) break;
    clock.frozen_time = Math.max(clock.frozen_time, next.at);
    next.run();
  }
  clock.frozen_time = to;
  clock.status = 'ready';
  clock.status_details = {};
  emit(world, 'test_helpers.test_clock.ready', clock);
}
