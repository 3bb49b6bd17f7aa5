import { FareboxError } from '@farebox/core';
import { createRandom } from '../random.js';
import { isPromised } from './engine-book.js';
import { firstCall, randomCall } from './engine-calls.js';
import type { Call, Seen } from './engine-book.js';
import type { EngineTally } from './engine-tally.js';
import { EngineWorld } from './engine-world.js';
import { workOutcomeOf } from './engine-work.js';
import { OutcomeUnknown } from './scheduler.js';

const CLIENTS = 5;
const CALLS_PER_CLIENT = 36;
const ATTEMPTS = 60;
const TWICE_SHARE = 0.1;
const PASSING: readonly string[] = ['store_unavailable', 'stripe_unavailable'];

export interface EngineSimulation {
  readonly steps: number;
  readonly simulatedMs: number;
  /** Empty = everything held. */
  readonly violations: readonly string[];
  readonly tally: EngineTally;
}

/**
 * One deterministic run of the whole engine: several processes over one memory store and one Stripe, callers who send until
 * somebody answers, and every kind of fault on the way. After every answer the ledger is checked and the answer against all
 * that were given before; at the end the faults stop, every key is sent once more, and nothing may have been lost or doubled.
 */
export async function simulateEngine(seed: number): Promise<EngineSimulation> {
  const world = new EngineWorld(createRandom(seed * 2 + 1));
  const giveBack = world.clock.install();
  try {
    await new Callers(world).run();
  } catch (error) {
    world.violations.push(`the run ended early: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    giveBack();
  }
  const { steps, simulatedMs, violations, tally } = world;
  return { steps, simulatedMs, violations, tally };
}

class Callers {
  private active = CLIENTS;

  constructor(private readonly world: EngineWorld) {}

  async run(): Promise<void> {
    const { world } = this;
    await world.start();
    const clients = Array.from({ length: CLIENTS }, (_, client) => this.client(client));
    await world.scheduler.run(() => this.active === 0, {
      between: () => world.betweenTurns(),
      idle: () => world.waitForTimers(),
      isBusy: () => world.clock.isBusy,
    });
    await Promise.all(clients);
    if (world.violations.length > 0) return;
    await world.calmDown();
    await this.askAgain();
    await world.checks.wholeLedger('everything');
    await world.checkEnd();
  }

  private async client(client: number): Promise<void> {
    const { world } = this;
    try {
      for (let count = 0; count < CALLS_PER_CLIENT && world.violations.length === 0; count += 1) {
        const call = count === 0 ? firstCall(world.setting, client) : randomCall(world.setting);
        const sends = [this.send(call)];
        if (world.random.chance(TWICE_SHARE)) {
          world.tally.fault('duplicate');
          sends.push(this.send(call));
        }
        await Promise.all(sends);
      }
    } finally {
      this.active -= 1;
    }
  }

  /** Sends until somebody answers: what is lost on the way, and what fails for want of a database, is sent again. */
  private async send(call: Call): Promise<void> {
    const { world } = this;
    for (let attempt = 0; attempt < ATTEMPTS && world.violations.length === 0; attempt += 1) {
      try {
        await world.onTheWay('request');
        const record = call.key === null ? undefined : world.book.recordOf(call.key, call);
        if (record) record.sends += 1;
        const seen = await world.anyProcess().call((process) => call.perform(process));
        await world.onTheWay('reply');
        return await this.look(call, seen);
      } catch (error) {
        if (error instanceof OutcomeUnknown) continue;
        const outcome = this.outcomeOf(call, error);
        if (outcome === null) return;
        await this.look(call, { outcome });
        if (!PASSING.includes(outcome)) return;
      }
    }
  }
  /** Null = nothing that a caller should ever see. */
  private outcomeOf(call: Call, error: unknown): string | null {
    const outcome = FareboxError.isInstance(error) ? error.code : workOutcomeOf(error);
    if (outcome === null)
      this.world.violations.push(
        `${call.operation} ${call.key} surfaced ${error instanceof Error ? error.stack : String(error)}`,
      );
    return outcome;
  }

  private async look(call: Call, seen: Seen): Promise<void> {
    const { world } = this;
    const { checks } = world;
    const after = `${call.operation} ${call.key ?? ''}: ${seen.outcome}`;
    world.steps += 1;
    world.tally.call(call.operation, seen.outcome);
    if (!world.tally.isExpected(call.operation, seen.outcome)) world.violations.push(`unexpected: ${after}`);
    await checks.ledger(after);
    for (const balance of seen.balances ?? []) checks.balance(balance, after);
    if (seen.denial) checks.denial(seen.denial, after);
    await checks.balanceOf(call.customer, after);
    const record = call.key === null ? undefined : world.book.find(call.key);
    if (!record) return;
    await checks.answer(call, record, seen);
    if (call.operation === 'run') await checks.work(record);
  }

  /** Every key once more, with nothing in the way: each tells what it told before, or does now what it never did. */
  private async askAgain(): Promise<void> {
    const { world } = this;
    for (const record of world.book.all) {
      const { call } = record;
      if (!isPromised(call)) continue;
      try {
        await this.look(call, await call.perform(world.observer));
      } catch (error) {
        const outcome = this.outcomeOf(call, error);
        if (outcome !== null) await this.look(call, { outcome });
      }
    }
  }
}
