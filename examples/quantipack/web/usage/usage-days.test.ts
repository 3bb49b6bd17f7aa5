import { describe, expect, it } from 'vitest';
import { usageByDay } from './usage-days.js';

const line = (at: string, kind: string, amount: number) => ({
  id: at,
  at,
  kind,
  feature: null,
  member: null,
  amount,
  held: 0,
  balanceAfter: 0,
});
const today = new Date('2026-11-25T18:00:00Z');

describe('usageByDay', () => {
  it('sums what each day used, net of refunds, and names new tokens apart', () => {
    const lines = [
      line('2026-11-25T17:59:00Z', 'capture', -15),
      line('2026-11-25T09:00:00Z', 'spend', -5),
      line('2026-11-25T10:00:00Z', 'refund', 5),
      line('2026-11-24T23:59:59Z', 'capture', -10),
      line('2026-11-24T08:00:00Z', 'refill', 50),
      line('2026-11-24T08:00:00Z', 'expire', -5),
    ];
    expect(usageByDay(lines, today, 3)).toEqual([
      { day: '2026-11-23T00:00:00.000Z', used: 0, granted: 0 },
      { day: '2026-11-24T00:00:00.000Z', used: 10, granted: 50 },
      { day: '2026-11-25T00:00:00.000Z', used: 15, granted: 0 },
    ]);
  });

  it('leaves out what lies before the first day and after today', () => {
    const lines = [line('2026-11-22T23:59:59Z', 'spend', -5), line('2026-11-26T00:00:00Z', 'spend', -5)];
    expect(usageByDay(lines, today, 3).map(({ used }) => used)).toEqual([0, 0, 0]);
  });
});
