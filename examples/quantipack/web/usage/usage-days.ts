/** One line of the history, as far as the card needs it. */
export interface UsageLine {
  readonly id: string;
  /** ISO instant. */
  readonly at: string;
  readonly kind: string;
  readonly feature: string | null;
  readonly member: string | null;
  readonly amount: number;
  readonly held: number;
  readonly balanceAfter: number | null;
}

export interface UsageDay {
  /** ISO instant of its beginning. */
  readonly day: string;
  /** Tokens used that day, net of what came back. */
  readonly used: number;
  /** New tokens that day. */
  readonly granted: number;
}

const DAY_MS = 86_400_000;
const USES = new Set(['spend', 'capture', 'overage', 'refund']);
const GRANTS = new Set(['refill', 'grant']);

/** The last days up to and with today, also those on which nothing happened. Days are UTC, as everywhere in the app. */
export function usageByDay(lines: readonly UsageLine[], today: Date, count: number): UsageDay[] {
  const last = Math.floor(today.getTime() / DAY_MS);
  const days = Array.from({ length: count }, (_, index) => ({ number: last - count + 1 + index, used: 0, granted: 0 }));
  for (const { at, kind, amount } of lines) {
    const day = days[Math.floor(Date.parse(at) / DAY_MS) - (last - count + 1)];
    if (!day) continue;
    if (USES.has(kind)) day.used -= amount;
    if (GRANTS.has(kind)) day.granted += amount;
  }
  return days.map(({ number, used, granted }) => ({
    day: new Date(number * DAY_MS).toISOString(),
    used: Math.max(0, used),
    granted,
  }));
}
