import { describe, expect, it } from 'vitest';
import { InvalidCatalogError } from '../errors/settings.js';
import { catalogView } from './catalog-view.js';
import { defineCatalog } from './define-catalog.js';
import { usd } from './money.js';
import { parseCatalog } from './parse-catalog.js';

const features = { chat: { name: 'Chat', cost: 1 } };
const free = { name: 'Free', tokens: 5 };
const parse = (pro: object) =>
  parseCatalog(defineCatalog({ features, plans: { free, pro: pro as typeof free } })).plan('pro');
function problemsOf(pro: object): readonly string[] {
  try {
    defineCatalog({ features, plans: { free, pro: pro as typeof free } });
  } catch (error) {
    if (InvalidCatalogError.isInstance(error)) return error.details['problems'] as readonly string[];
    throw error;
  }
  return [];
}
const pro = { name: 'Pro', tokens: 50, prices: { month: usd(19), year: usd(190) } };

describe('refills in the catalogue', () => {
  it('T4 T6 refills once per paid month and monthly in a paid year, unless the plan says otherwise', () => {
    expect(parse(pro)?.refill).toEqual({
      policy: 'reset',
      rollover: null,
      every: { month: null, year: { unit: 'month', count: 1 }, unpaid: { unit: 'month', count: 1 } },
    });
    expect(parse({ ...pro, refill: { policy: 'add', every: { unit: 'week' } } })?.refill).toEqual({
      policy: 'add',
      rollover: null,
      every: {
        month: { unit: 'week', count: 1 },
        year: { unit: 'week', count: 1 },
        unpaid: { unit: 'week', count: 1 },
      },
    });
    const yearly = { ...pro, prices: { year: usd(190) }, refill: { every: { unit: 'month', count: 12 } } };
    expect(parse(yearly)?.refill.every.year).toBeNull();
  });

  it('T6 spans several payments where refills are rarer than they are', () => {
    const every = (count: number, unit: 'day' | 'week' | 'month') =>
      parse({ ...pro, refill: { every: { unit, count } } })?.refill.every;
    expect(every(3, 'month')).toMatchObject({
      month: { unit: 'month', count: 3, spans: true },
      year: { unit: 'month', count: 3 },
      unpaid: { unit: 'month', count: 3 },
    });
    expect(every(3, 'month')?.year).not.toHaveProperty('spans');
    expect(every(30, 'day')?.month).toEqual({ unit: 'day', count: 30, spans: true });
    expect(every(4, 'week')?.month).toEqual({ unit: 'week', count: 4 });
    expect(every(24, 'month')?.year).toEqual({ unit: 'month', count: 24, spans: true });
  });

  it('P6 refuses two plans sold by one interval that would refill differently over several payments', () => {
    const plans = (other: object) => ({
      free,
      pro: { ...pro, refill: { every: { unit: 'month', count: 3 } } },
      team: { name: 'Team', tokens: 90, prices: { month: usd(99) }, ...other },
    });
    const found = (other: object): string => {
      try {
        defineCatalog({ features, plans: plans(other) as never });
      } catch (error) {
        if (InvalidCatalogError.isInstance(error)) return (error.details['problems'] as readonly string[]).join('\n');
        throw error;
      }
      return '';
    };
    expect(found({})).toBe(
      'plans.team.refill.every: "pro" refills every 3 months, longer than it is paid for (a month), so a change between the two within that time has to be reckoned in one interval. Let both refill alike, or sell one of them by another interval.',
    );
    expect(found({ refill: { every: { unit: 'month', count: 3 } } })).toBe('');
    expect(found({ prices: { year: usd(990) } })).toBe('');
    expect(found({ tokens: 'unlimited' })).toBe('');
  });

  it('carries rollover, trial and what a change means, with their defaults', () => {
    expect(parse(pro)).toMatchObject({ trialTokens: null, change: { up: 'prorated-delta', down: 'keep' } });
    expect(
      parse({ ...pro, refill: { rollover: { cap: 20 } }, trial: { tokens: 10 }, change: { down: 'cap' } }),
    ).toMatchObject({
      trialTokens: 10,
      change: { up: 'prorated-delta', down: 'cap' },
      refill: { rollover: { cap: 20, intervals: 1 } },
    });
  });

  it('tells a browser how often tokens come where it is not every month', () => {
    const views = (given: object) =>
      catalogView(parseCatalog(defineCatalog({ features, plans: { free, pro: given as typeof free } })), [], {
        confirmAbove: 10,
        lowBalance: [5],
      }).plans.map(({ refillEvery }) => refillEvery);
    expect(views(pro)).toEqual([undefined, undefined]);
    expect(views({ ...pro, refill: { every: { unit: 'week' } } })).toEqual([undefined, { unit: 'week', count: 1 }]);
  });

  it.each([
    ['a refill of an unlimited plan', { ...pro, tokens: 'unlimited', refill: { policy: 'add' } }, /nothing to refill/],
    [
      'rollover where tokens stay anyway',
      { ...pro, refill: { policy: 'add', rollover: { cap: 5 } } },
      /nothing could roll over/,
    ],
    [
      'a trial of a plan that is not sold',
      { name: 'Pro', tokens: 5, contact: 'https://x.example', trial: { tokens: 5 } },
      /only a plan with prices/,
    ],
    ['an unknown policy', { ...pro, refill: { policy: 'carry' } }, /must be 'reset', 'add' or 'topUpTo'/],
    ['an unknown change', { ...pro, change: { up: 'full' } }, /must be 'keep', 'prorated-delta', 'reset' or 'cap'/],
    ['no interval at all', { ...pro, refill: { every: { unit: 'day', count: 0 } } }, /whole number from 1/],
  ])('refuses %s in a sentence', (_what, given, sentence) => {
    expect(problemsOf(given).join('\n')).toMatch(sentence);
  });
});
