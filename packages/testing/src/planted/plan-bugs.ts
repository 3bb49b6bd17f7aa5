import { bug, domain, type PlantedBug } from './planted-bug.js';

/** Broken variants of time, plans, claw-backs and units. */
export const planBugs: readonly PlantedBug[] = [
  bug(
    'T1',
    'months are added to the previous date: January 31st stays on the 28th',
    domain(
      'refill-schedule.ts',
      'addInterval(anchor, every, boundaryAt(anchor, every, from) + k)',
      'Array.from({ length: k }).reduce<number>((at) => addInterval(at, every, 1), from)',
    ),
  ),
  bug(
    'T2',
    'a month that is too short runs over into the next',
    domain('calendar.ts', 'Math.min(date.getUTCDate(), daysInMonth(year, month))', 'date.getUTCDate()'),
  ),
  bug(
    'T4',
    'a month is thirty days',
    domain(
      'calendar.ts',
      "if (interval.unit === 'day') return anchor + count * DAY;",
      "if (interval.unit !== 'week') return anchor + count * (interval.unit === 'day' ? 1 : 30) * DAY;",
    ),
  ),
  bug(
    'T5',
    'a refund of an earlier period counts as less than nothing used',
    domain('operations/give-back.ts', 'account.row.additional += back;', 'account.row.additional += 0;'),
  ),
  bug(
    'T6',
    'a paid year refills once more on the day it ends',
    domain('refill-schedule.ts', 'at >= schedule.until', 'at > schedule.until'),
  ),
  bug(
    'T7',
    'one look settles only one thing',
    domain(
      'settle.ts',
      'for (let due = nextDue(account, holds); due; due = nextDue(account, holds)) due.run();',
      'nextDue(account, holds)?.run();',
    ),
  ),
  bug('L24', 'nobody is told until when a balance is true', domain('finish.ts', 'instants.push(grant.expiresAt);', '')),
  bug('T7', 'rollover knows no cap', domain('settle.ts', 'Math.min(saved, schedule.rollover.cap)', 'saved')),
  bug(
    'T9',
    'news of a known period grants it again',
    domain('operations/schedule.ts', 'nextK: before?.lastFrom === from ? before.lastK : 0,', 'nextK: 0,'),
  ),
  bug(
    'T9',
    'late news of an old period replaces the new one',
    domain(
      'operations/schedule.ts',
      'before?.lastFrom == null || from >= before.lastFrom',
      'from <= account.now || from > account.now',
    ),
  ),
  bug(
    'T9',
    'what fell due is settled by kind, not in time',
    domain(
      'settle.ts',
      'due === null || at < due.at || (at === due.at && rank < due.rank)',
      'due === null || rank < due.rank',
    ),
  ),
  bug(
    'T10',
    'what a hold gives back to an expired grant lives on',
    domain('holds.ts', 'for (const part of hold.parts) lapse(', 'for (const part of [] as readonly EntryRow[]) lapse('),
  ),
  bug(
    'T10',
    'what a hold gives back to the last period is spent in this one',
    domain(
      'holds.ts',
      'if (schedule && isScheduled(grant) && spent < part.held)',
      'if (schedule && spent > part.held)',
    ),
  ),
  bug(
    'T11',
    'a clock that steps back brings expired tokens back',
    domain('decide.ts', 'Math.max(now, slice.account?.sweptAt ?? now)', 'now'),
  ),
  bug(
    'T17',
    'a grant may be spent at the instant it ends',
    domain(
      'settle.ts',
      'if (at === null || at > account.now) return;',
      'if (at === null || at >= account.now) return;',
    ),
  ),
  bug(
    'P1',
    'every update of a subscription starts the period over',
    domain('settle.ts', 'if (slot === account.row.mainSlot) return;', ''),
  ),
  bug(
    'P2',
    'an upgrade gives a second full allowance',
    domain(
      'operations/schedule.ts',
      'const delta = prorate(peak - before.peak, account.now, startedAt, intervalEnd(after));',
      'const delta = after.amount;',
    ),
  ),
  bug(
    'P2',
    'an upgrade at the end of the interval gives as much as one at its start',
    domain(
      'operations/schedule.ts',
      'prorate(peak - before.peak, account.now, startedAt, intervalEnd(after))',
      'peak - before.peak',
    ),
  ),
  bug(
    'P3',
    'a downgrade takes what was left',
    domain(
      'operations/schedule.ts',
      "if (policy === 'keep') return;",
      "if (policy === 'keep') return shrink(account, planGrants(account, after.slot), Number.MAX_SAFE_INTEGER);",
    ),
  ),
  bug(
    'P6',
    'flipping plans adds up to the sum',
    domain(
      'operations/schedule.ts',
      'prorate(peak - before.peak,',
      'prorate(Math.max(0, after.amount - before.amount),',
    ),
  ),
  bug(
    'P6',
    'a reset counts only what is left, not what was used',
    domain('operations/schedule.ts', 'const used = Math.max(0, before.peak - leftover);', 'const used = 0;'),
  ),
  bug(
    'P7',
    'leaving the free plan keeps its tokens',
    domain(
      'operations/schedule.ts',
      'redate(account, account.setSchedule({ ...before, ...ends }));',
      'account.setSchedule({ ...before, ...ends });',
    ),
  ),
  bug(
    'P9',
    'a late renewal cuts the customer off at once',
    domain('refill-schedule.ts', 'return next ?? schedule.keepUntil;', 'return next ?? schedule.until;'),
  ),
  bug(
    'P9',
    'plan tokens outlive the grace',
    domain('refill-schedule.ts', 'return next ?? schedule.keepUntil;', 'return next;'),
  ),
  bug(
    'P11',
    'partial refunds are counted again each time',
    domain('operations/give-back.ts', 'Math.min(command.total, granted) - already', 'Math.min(command.total, granted)'),
  ),
  bug(
    'P11',
    'a refund claws back more than the charge had granted',
    domain('operations/give-back.ts', 'Math.min(command.total, granted) - already', 'command.total - already'),
  ),
  bug(
    'P12',
    'a won dispute restores nothing',
    domain(
      'operations/give-back.ts',
      'else reinstate(account, grants, earlier, -delta, step, command.reference, place, change);',
      "else account.write('clawback', place, change);",
    ),
  ),
  bug(
    'P12',
    'a won dispute restores what was forgiven as well',
    domain('operations/give-back.ts', 'const unforgiven = Math.min(left, forgiven);', 'const unforgiven = 0;'),
    domain('operations/give-back.ts', 'owed - returned - forgiven);', 'owed - returned);'),
  ),
  bug(
    'P13',
    'a claw-back of spent tokens hides the loss',
    domain(
      'operations/give-back.ts',
      "account.write('clawback', place, { ...change, debt: left });\n  account.row.additional -= left;\n  if (shortfall === 'debt') return;",
      "if (shortfall === 'debt') return;\n  account.write('clawback', place, { ...change, debt: left });\n  account.row.additional -= left;",
    ),
  ),
  bug(
    'P13',
    'the next grant is spendable before the debt is paid',
    domain(
      'holds.ts',
      'for (const grant of account.burning(at)) {',
      'for (const grant of [] as readonly GrantRow[]) {',
    ),
  ),
  bug(
    'P14',
    'a hold that comes back does not pay the debt',
    domain('holds.ts', 'payDebt(account, place, at);\n  return place;', 'return place;'),
  ),
  bug(
    'D9',
    'a unit that fails leaves its first steps',
    domain(
      'decide.ts',
      'if (decision.refusedAt !== null) working.rollback(before);',
      'if (decision.refusedAt !== null) raised += 0;',
    ),
  ),
  bug(
    'D9',
    'a unit that fails forgets its entries and keeps its grants',
    domain('working-account.ts', 'this.grants = mark.grants;', ''),
  ),
];
