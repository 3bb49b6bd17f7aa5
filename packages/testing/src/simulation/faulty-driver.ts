import type { MemoryDriver, StoreDriver } from '@farebox/core/store';
import type { Random } from '../random.js';
import type { Scheduler } from './scheduler.js';
import type { FaultTally } from './tally.js';

/** Longer than this nobody waits for a store: the caller has been told that the outcome is unknown. */
const PATIENCE_MS = 15_000;
const TWICE_SHARE = 0.003;
const WRITES: ReadonlySet<string> = new Set([
  'save',
  'insertIfAbsent',
  'compareAndSet',
  'remove',
  'claimWithLease',
  'archive',
]);

export interface FaultyDriverOptions {
  /** The database that all processes share. */
  readonly driver: MemoryDriver;
  readonly process: number;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly tally: FaultTally;
  /** False once the process has crashed: what it asks for afterwards is never sent. */
  readonly isAlive: () => boolean;
  readonly uptime: () => number;
}

/**
 * One process's connection to the shared memory store. Every call waits before its effect and before its answer: there
 * others go on, the call may be cut off (the caller sees an outage and cannot know what was written), or wait so long that
 * its caller has given up while the effect is still to come. Now and then a write is sent twice and the second answer counts.
 */
export function faultyDriver(options: FaultyDriverOptions): StoreDriver {
  const { driver, process, scheduler, random, tally, isAlive, uptime } = options;

  async function faulty<T>(name: string, effect: () => Promise<T>): Promise<T> {
    if (!isAlive()) return new Promise<never>(() => undefined);
    if (scheduler.isQuiet) return effect();
    const sentAt = uptime();
    await scheduler.pause(process, 'request');
    if (uptime() - sentAt > PATIENCE_MS) tally.fault('effect after the timeout');
    if (WRITES.has(name) && random.chance(TWICE_SHARE)) {
      tally.fault('request twice');
      await effect();
    }
    const answer = await effect();
    await scheduler.pause(process, 'reply');
    return answer;
  }
  return {
    specificationVersion: 1,
    load: (account, needs, now) => faulty('load', () => driver.load(account, needs, now)),
    save: (account, changes, writes, ifVersion) =>
      faulty('save', () => driver.save(account, changes, writes, ifVersion)),
    find: (family, key) => faulty('find', () => driver.find(family, key)),
    list: (family, prefix, listOptions) => faulty('list', () => driver.list(family, prefix, listOptions)),
    insertIfAbsent: (family, row) => faulty('insertIfAbsent', () => driver.insertIfAbsent(family, row)),
    compareAndSet: (family, row, ifVersion) =>
      faulty('compareAndSet', () => driver.compareAndSet(family, row, ifVersion)),
    remove: (family, key, ifVersion) =>
      faulty('remove', async () => (await driver.remove?.(family, key, ifVersion)) ?? false),
    claimWithLease: (family, claim) => faulty('claimWithLease', () => driver.claimWithLease(family, claim)),
    archive: (checkpoint, after) => faulty('archive', async () => (await driver.archive?.(checkpoint, after)) ?? false),
    scan: (page) => faulty('scan', () => driver.scan(page)),
  };
}
