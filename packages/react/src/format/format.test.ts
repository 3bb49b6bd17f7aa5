import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONTEXT } from '../../test/story-context.js';
import { createFormat } from './format.js';
import { formatMoney, minorUnitDigits } from './money.js';

describe('formatMoney', () => {
  it('obeys the exponent that Stripe counts in, not the one of the locale', () => {
    const written = (currency: string, unitAmount: number) =>
      formatMoney({ currency, unitAmount }, 'en').replace(/[\s\u00a0]/g, ' ');
    expect(written('usd', 1900)).toBe('$19.00');
    expect(written('jpy', 1900)).toBe('¥1,900');
    expect(written('kwd', 5750)).toBe('KWD 5.750');
    // Without decimals by ISO, counted in hundredths by Stripe.
    expect(written('isk', 190_000)).toBe('ISK 1,900');
    expect(written('ugx', 190_000)).toBe('UGX 1,900');
    expect(written('huf', 190_000)).toBe('HUF 1,900.00');
  });

  it('writes nothing at all without cents', () => {
    expect(formatMoney({ currency: 'usd', unitAmount: 0 }, 'en')).toBe('$0');
  });

  it('knows zero, two and three decimals', () => {
    expect(['usd', 'JPY', 'kwd', 'ugx', 'clp'].map(minorUnitDigits)).toEqual([2, 0, 3, 2, 0]);
  });
});

describe('tokens with a declared precision', () => {
  const words = { one: '# token', other: '# tokens' };
  it('L21 writes whole units as the decimal that they are, by the locale, with no more places than needed', () => {
    const f = createFormat({ ...CONTEXT, precision: 2 });
    expect([0, 1, 18, 100, 1250, 123_456_789, -5].map(f.tokens)).toEqual([
      '0',
      '0.01',
      '0.18',
      '1',
      '12.5',
      '1,234,567.89',
      '-0.05',
    ]);
    expect([100, 150, 1250].map((units) => f.tokenWords(units, words))).toEqual([
      '1 token',
      '1.5 tokens',
      '12.5 tokens',
    ]);
    expect(createFormat({ ...CONTEXT, precision: 2, locale: 'de' }).tokens(123_456)).toBe('1.234,56');
    // Other numbers are what they are.
    expect(f.number(1250)).toBe('1,250');
  });

  it('L21 loses no digit where a floating point would', () => {
    expect(createFormat({ ...CONTEXT, precision: 9 }).tokens(9_007_199_254_740_991)).toBe('9,007,199.254740991');
    expect(createFormat({ ...CONTEXT, precision: 1 }).tokens(9_007_199_254_740_991)).toBe('900,719,925,474,099.1');
  });

  it('changes nothing without one', () => {
    const f = createFormat(CONTEXT);
    expect(f.tokens(1250)).toBe('1,250');
    expect(f.tokenWords(1, words)).toBe('1 token');
  });
});

describe('createFormat', () => {
  const f = createFormat(CONTEXT);
  const renewal = new Date('2027-01-03T11:00:00Z');

  it('U9 writes the same in any process zone and locale, because both are given', () => {
    const before = process.env['TZ'];
    const written = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((zone) => {
      process.env['TZ'] = zone;
      const again = createFormat(CONTEXT);
      return [
        again.date(renewal),
        again.onDay(new Date('2026-12-17T22:30:00Z')),
        again.time(renewal),
        again.money({ currency: 'usd', unitAmount: 1900 }),
      ];
    });
    process.env['TZ'] = before;
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
    expect(written[0]).toEqual(['3 January 2027', 'today at 23:30', '12:00', '$19.00']);
  });

  it('says today by the zone of the customer', () => {
    // 22:30 UTC is 23:30 in Madrid, and the next day in Auckland.
    const late = new Date('2026-12-17T22:30:00Z');
    expect(f.onDate(late)).toBe('today at 23:30');
    expect(createFormat({ ...CONTEXT, timeZone: 'Pacific/Auckland' }).onDate(late)).toBe('today at 11:30');
    expect(createFormat({ ...CONTEXT, timeZone: 'America/New_York' }).untilDate(new Date('2026-12-18T04:30:00Z'))).toBe(
      'until 23:30 today',
    );
  });

  it('leaves the year out only where nobody could misread it', () => {
    expect(f.day(renewal)).toBe('3 January');
    expect(f.day(new Date('2027-12-17T11:00:00Z'))).toBe('17 December 2027');
  });

  it('writes dates and money as the locale does', () => {
    const german = createFormat({ ...CONTEXT, locale: 'de' });
    expect(german.date(renewal)).toBe('3. Januar 2027');
    expect(german.money({ currency: 'eur', unitAmount: 1900 }).replace(/\s/g, ' ')).toBe('19,00 €');
    expect(createFormat({ ...CONTEXT, locale: 'en-US' }).date(renewal)).toBe('January 3, 2027');
  });

  it('isolates amounts in sentences that run from right to left', () => {
    expect(createFormat({ ...CONTEXT, locale: 'ar' }).money({ currency: 'usd', unitAmount: 1900 })).toMatch(
      /^\u2068.*\u2069$/,
    );
    expect(f.money({ currency: 'usd', unitAmount: 1900 })).toBe('$19.00');
  });

  it('takes the plural form of the locale', () => {
    const forms = { one: '# żeton', few: '# żetony', many: '# żetonów', other: '# żetonu' };
    const polish = createFormat({ ...CONTEXT, locale: 'pl' });
    expect([1, 2, 5, 22].map((count) => polish.plural(count, forms))).toEqual([
      '1 żeton',
      '2 żetony',
      '5 żetonów',
      '22 żetony',
    ]);
    expect(f.plural(1, { one: '# token', other: '# tokens' })).toBe('1 token');
  });
});

describe('the package', () => {
  it('U9 writes numbers and dates nowhere but here, so that no locale or zone comes from the machine', () => {
    const source = fileURLToPath(new URL('..', import.meta.url));
    const offenders = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter(
        (file) => /\.tsx?$/.test(file) && !/\.(test|stories)\.tsx?$/.test(file) && !file.endsWith('intl-cache.ts'),
      )
      .filter((file) =>
        /new Intl\.|toLocale(Date|Time)?String\(|toLocale(Lower|Upper)Case\(\)/.test(
          readFileSync(join(source, file), 'utf8'),
        ),
      );
    expect(offenders).toEqual([]);
  });
});
