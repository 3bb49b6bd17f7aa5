import type { ParsedCatalog } from '../catalog/parsed-catalog.js';
import type { WrittenSchedule } from '../storage/record-families.js';
import { refillsOf } from './plan-schedule.js';

/**
 * From where each schedule counts what goes on over several payments: refills rarer than they are, and what rolled over for
 * more than one. Payments that follow each other, gaps within the grace included, count from the first of them.
 */
export function withAnchors(
  schedules: readonly WrittenSchedule[],
  written: WrittenSchedule | null,
  catalog: ParsedCatalog,
  graceMs: number,
): readonly WrittenSchedule[] {
  let before = written;
  return schedules.map((schedule) => {
    const anchored = goesOn(schedule, catalog)
      ? { ...schedule, anchor: anchorOf(schedule, before, graceMs) }
      : schedule;
    before = anchored;
    return anchored;
  });
}

function goesOn({ plan: id, interval, isTrial }: WrittenSchedule, catalog: ParsedCatalog): boolean {
  const plan = catalog.plan(id);
  if (!plan || isTrial) return false;
  const { every, rollover } = refillsOf(plan, interval);
  return every?.spans === true || rollover?.every !== undefined;
}

function anchorOf(schedule: WrittenSchedule, before: WrittenSchedule | null, graceMs: number): number {
  if (before?.anchor === undefined || before.interval !== schedule.interval) return schedule.from;
  const isSame = before.from === schedule.from;
  const isNext = before.from < schedule.from && schedule.from <= before.until + graceMs;
  return isSame || isNext ? before.anchor : schedule.from;
}
