import { describe, expect, it } from 'vitest';
import {
  cardNumber,
  dayMonth,
  intervalAdverb,
  intervalRate,
  longStamp,
  money,
  moneyInput,
  parseMoney,
  recurrence,
  stamp,
} from './format.js';
import { at } from '../../../preview/fixtures.js';

describe('money', () => {
  it.each([
    [1900, 'usd', '$19.00'],
    [0, 'usd', '$0.00'],
    [-475, 'usd', '\u2212$4.75'],
    [123_456_789, 'eur', '€1,234,567.89'],
    [500, 'jpy', '¥500'],
    [1234, 'bhd', 'BHD\u00a01.234'],
    [1000, 'isk', 'ISK\u00a010.00'],
    [100, 'x!', 'X! 1.00'],
  ])('prints %i of %s as %s', (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text);
  });

  it.each([
    ['19', 'usd', 1900],
    ['19.5', 'usd', 1950],
    ['19.50', 'usd', 1950],
    [' 0.01 ', 'usd', 1],
    ['500', 'jpy', 500],
    ['1.234', 'bhd', 1234],
  ])('reads %j of %s as %i', (text, currency, amount) => {
    expect(parseMoney(text, currency)).toBe(amount);
  });

  it.each([
    ['0', 'usd'],
    ['-5', 'usd'],
    ['1.234', 'usd'],
    ['5.5', 'jpy'],
    ['1e3', 'usd'],
    ['', 'usd'],
    ['1,50', 'usd'],
  ])('refuses %j of %s', (text, currency) => {
    expect(parseMoney(text, currency)).toBeNull();
  });

  it('reads back what it offers in an input', () => {
    for (const currency of ['usd', 'jpy', 'kwd'])
      for (const amount of [1, 99, 100, 123_457])
        expect(parseMoney(moneyInput(amount, currency), currency)).toBe(amount);
  });
});

describe('dates', () => {
  const now = at('2026-12-17T14:20:07');

  it('names the year only where a day alone could be mistaken', () => {
    expect(dayMonth(at('2027-01-03T00:00:00'), now)).toBe('3 Jan');
    expect(dayMonth(at('2027-12-03T00:00:00'), now)).toBe('3 Dec 2027');
  });

  it('calls the same day today', () => {
    expect(longStamp(at('2026-12-17T18:00:00'), now)).toBe('today at 18:00');
    expect(longStamp(at('2026-12-18T09:00:00'), now)).toBe('18 December at 09:00');
    expect(longStamp(at('2027-01-03T08:00:00'), now)).toBe('3 January 2027 at 08:00');
  });

  it('prints UTC whatever the zone of the machine', () => {
    expect(stamp(at('2026-12-31T23:59:59'))).toBe('31 Dec 2026 23:59:59');
  });

  it('states a rule for renewals only where it holds in every month', () => {
    const month = { unit: 'month', count: 1 } as const;
    expect(recurrence(month, at('2027-01-17T00:00:00'))).toBe('on the 17th of each month');
    expect(recurrence(month, at('2027-01-31T00:00:00'))).toBe('a month, next on 31 January 2027');
    expect(recurrence({ unit: 'year', count: 1 }, at('2027-02-22T00:00:00'))).toBe('on 22 February each year');
    expect(recurrence({ unit: 'month', count: 3 }, at('2027-02-22T00:00:00'))).toBe(
      'every 3 months, next on 22 February 2027',
    );
  });

  it('words intervals', () => {
    expect([
      intervalAdverb({ unit: 'month', count: 1 }),
      intervalRate({ unit: 'week', count: 1 }),
      intervalAdverb({ unit: 'week', count: 2 }),
    ]).toEqual(['monthly', 'a week', 'every 2 weeks']);
  });
});

describe('cardNumber', () => {
  it('groups by four, and American Express by its own groups', () => {
    expect(cardNumber('4242424242424242')).toBe('4242 4242 4242 4242');
    expect(cardNumber('378282246310005')).toBe('3782 822463 10005');
  });
});
