import type { Command, PlanChangePolicy, RefillPolicy, Step } from '@farebox/core/store';
import type { Random } from './random.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What a run of random steps remembers of one account, so that steps meet holds, spends and charges that exist. */
export interface Acquaintance {
  readonly account: number;
  /** Makes every key its own. */
  serial: number;
  readonly holds: string[];
  readonly uses: string[];
  /** Names of grants that may be there. */
  readonly sources: string[];
  readonly charges: { readonly reference: string; readonly amount: number }[];
  readonly sent: Step[];
  /** Start of the paid period of each slot. */
  readonly periods: Map<string, number>;
  /** The earliest of them: what intervals over several payments are counted from. */
  readonly anchors: Map<string, number>;
}
export const acquaint = (account: number): Acquaintance => ({
  account,
  serial: 0,
  holds: [],
  uses: [],
  sources: [],
  charges: [],
  sent: [],
  periods: new Map(),
  anchors: new Map(),
});

const WEIGHTS: readonly (readonly [Command['do'] | 'again' | 'clash', number])[] = [
  ['spend', 14],
  ['hold', 14],
  ['capture', 10],
  ['release', 4],
  ['extend', 3],
  ['grant', 6],
  ['schedule', 6],
  ['endSchedule', 2],
  ['refund', 4],
  ['clawback', 4],
  ['adjust', 3],
  ['transferOut', 2],
  ['transferIn', 2],
  ['configure', 2],
  ['expire', 2],
  ['again', 6],
  ['clash', 2],
];
const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

/** How far the clock moves before the next unit: mostly little, sometimes over a hold's end, a refill, a year. */
export function randomPause(random: Random): number {
  const roll = random.next();
  if (roll < 0.3) return 0;
  if (roll < 0.7) return random.between(1, 20 * MINUTE);
  if (roll < 0.93) return random.between(MINUTE, 5 * DAY);
  if (roll < 0.99) return random.between(DAY, 45 * DAY);
  return random.between(100 * DAY, 500 * DAY);
}

/** One step that the account may well refuse: full ledger, all policies, replays and clashes of earlier keys. */
export function randomStep(random: Random, known: Acquaintance, now: number): Step {
  let roll = random.between(1, TOTAL);
  const [kind] = WEIGHTS.find(([, weight]) => (roll -= weight) <= 0) ?? ['spend', 0];
  const earlier = known.sent.length > 0 ? random.pick(known.sent) : undefined;
  if (kind === 'again' && earlier) return { ...earlier };
  if (kind === 'clash' && earlier && !('hold' in earlier.command))
    return { key: earlier.key, command: { do: 'spend', amount: 999_983 } };
  known.serial += 1;
  const key = `key-${known.serial}`;
  const command = randomCommand(random, known, kind === 'again' || kind === 'clash' ? 'spend' : kind, key, now);
  const step: Step = {
    key,
    command,
    ...(random.chance(0.3) ? { feature: random.pick(['suite_analyzer', 'pdp_analyzer']) } : {}),
    ...(random.chance(0.3) ? { member: random.pick(['ann', 'bob']) } : {}),
    ...(random.chance(0.3) ? { reference: `work-${known.serial}`, metadata: { rows: random.between(1, 9) } } : {}),
    ...(command.do === 'adjust' || command.do === 'expire' ? { actor: 'support' } : {}),
  };
  known.sent.push(step);
  return step;
}

function randomCommand(random: Random, known: Acquaintance, kind: Command['do'], key: string, now: number): Command {
  const amount = random.chance(0.8) ? random.between(1, 12) : random.between(10, 80);
  const anyHold = known.holds.length > 0 ? random.pick(known.holds.slice(-6)) : 'nobody';
  const expiresAt = random.chance(0.6) ? now + random.between(1, 40 * DAY) : undefined;
  switch (kind) {
    case 'hold':
      known.holds.push(key);
      known.uses.push(key);
      return { do: 'hold', amount, ttlSeconds: random.pick([1, 60, 600, 86_400]) };
    case 'capture':
      return {
        do: 'capture',
        hold: anyHold,
        amount: random.between(0, 14),
        overage: random.pick(['cap', 'debt', 'deny', undefined]),
      };
    case 'release':
      return { do: 'release', hold: anyHold };
    case 'extend':
      return { do: 'extend', hold: anyHold, ttlSeconds: random.pick([30, 600, 7200]) };
    case 'grant':
      known.sources.push(key);
      return randomGrant(random, known, now, expiresAt);
    case 'schedule':
      return randomSchedule(random, known, now);
    case 'endSchedule':
      return {
        do: 'endSchedule',
        slot: random.pick(['free', 'sub_1:main', 'sub_2:main']),
        ...(random.chance(0.3) ? { at: now + random.between(0, 20 * DAY) } : {}),
      };
    case 'refund':
      return {
        do: 'refund',
        of: known.uses.length > 0 ? random.pick(known.uses) : 'nobody',
        amount: random.between(1, 8),
        ...(random.chance(0.3) ? { goodwillUntil: now + 30 * DAY } : {}),
      };
    case 'clawback': {
      const charge = known.charges.length > 0 ? random.pick(known.charges) : { reference: 'ch_0', amount: 10 };
      return {
        do: 'clawback',
        reference: charge.reference,
        total: random.between(0, charge.amount + 3),
        shortfall: random.pick(['debt', 'forgive', undefined]),
      };
    }
    case 'adjust':
      known.sources.push(key);
      return { do: 'adjust', amount: random.pick([-1, 1]) * amount, reason: 'support', expiresAt };
    case 'expire':
      return {
        do: 'expire',
        grant: known.sources.length > 0 ? random.pick(known.sources) : 'nobody',
        reason: 'support',
      };
    case 'transferOut':
      return { do: 'transferOut', to: known.account + 1, amount };
    case 'transferIn':
      return { do: 'transferIn', from: known.account + 1, amount, expiresAt };
    case 'configure':
      return random.chance(0.5)
        ? { do: 'configure', lowBalance: random.pick([[5, 2], [10], []]) }
        : {
            do: 'configure',
            memberCap: {
              member: random.pick(['ann', 'bob']),
              limit: random.pick([10, 30, null]),
              every: random.pick(['day', 'week', 'month']),
            },
          };
    default:
      known.uses.push(key);
      return { do: 'spend', amount, overage: random.chance(0.15) ? 'debt' : undefined };
  }
}

function randomGrant(random: Random, known: Acquaintance, now: number, expiresAt: number | undefined): Command {
  const reference = random.chance(0.5) ? `ch_${known.serial}` : undefined;
  const amount = random.between(1, 60);
  if (reference !== undefined) known.charges.push({ reference, amount });
  const startsAt = random.chance(0.2) ? now + random.between(1, 10 * DAY) : undefined;
  return {
    do: 'grant',
    amount,
    category: random.pick(['paid', 'promo', undefined]),
    priority: random.pick([undefined, undefined, 10, 90]),
    startsAt,
    expiresAt: expiresAt !== undefined && startsAt !== undefined ? startsAt + DAY : expiresAt,
    reference,
  };
}

function randomSchedule(random: Random, known: Acquaintance, now: number): Command {
  const slot = random.pick(['free', 'sub_1:main', 'sub_1:main', 'sub_2:main']);
  const change: PlanChangePolicy | undefined = random.pick(['keep', 'prorated-delta', 'reset', 'cap', undefined]);
  const policy: RefillPolicy | undefined = random.pick(['reset', 'reset', 'add', 'topUpTo', undefined]);
  const before = known.periods.get(slot);
  // The same period again with other dates, a new one now, one that was paid long ago, one to come.
  const from =
    before !== undefined && random.chance(0.5) ? before : now + random.pick([0, 0, 0, -3 * DAY, -70 * DAY, 9 * DAY]);
  known.periods.set(slot, from);
  known.sources.push(`plan:${slot}:${from}:0`);
  const until = slot === 'free' ? null : from + random.pick([30, 31, 365]) * DAY;
  const grace = random.pick([0, 9]) * DAY;
  const first = Math.min(from, known.anchors.get(slot) ?? from);
  known.anchors.set(slot, first);
  return {
    do: 'schedule',
    slot,
    anchor: random.chance(0.3) ? first : undefined,
    plan: random.pick(['free', 'starter', 'professional']),
    amount: random.pick([5, 50, 50, 150, 0, null]),
    every: random.pick([
      { unit: 'month', count: 1 },
      { unit: 'week', count: 1 },
      { unit: 'day', count: 3 },
      { unit: 'month', count: 2, spans: true },
      null,
    ]),
    from,
    until,
    keepUntil: until === null ? null : until + grace,
    policy,
    change,
    rollover: random.chance(0.2)
      ? {
          cap: 20,
          intervals: random.pick([undefined, 2]),
          every: random.pick([undefined, { unit: 'month', count: 1 }]),
        }
      : undefined,
  };
}
