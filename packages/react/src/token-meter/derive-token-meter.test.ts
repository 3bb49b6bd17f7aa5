import { describe, expect, it } from 'vitest';
import { balance, FEATURES, leftOf, UNLIMITED } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { balanceLevel, describeMeter, ownedTokens } from './derive-token-meter.js';

const LOW = [5, 2];
const say = (data: Parameters<typeof describeMeter>[0]) =>
  describeMeter(data, { lowBalance: LOW, features: FEATURES, refillTokens: 50 }, CONTEXT);

describe('balanceLevel', () => {
  it('calls a full balance plenty however small it is: only a crossing is low', () => {
    expect(balanceLevel(leftOf(5, 5), LOW)).toBe('plenty');
    expect(balanceLevel(leftOf(3, 5), LOW)).toBe('plenty');
    expect(balanceLevel(leftOf(2, 5), LOW)).toBe('low');
    expect(balanceLevel(leftOf(5, 50), LOW)).toBe('low');
    expect(balanceLevel(leftOf(6, 50), LOW)).toBe('plenty');
    expect(balanceLevel(leftOf(1, 50), LOW)).toBe('last');
    expect(balanceLevel(leftOf(0, 50), LOW)).toBe('none');
    expect(balanceLevel(UNLIMITED, LOW)).toBe('unlimited');
  });
});

describe('describeMeter', () => {
  it('counts what is on hold as left, and the legend adds up to the whole', () => {
    const model = say(balance({ remainingTokens: 27, heldTokens: 10, usedTokens: 13 }));
    expect(model).toMatchObject({
      left: 37,
      limit: 50,
      held: 10,
      figure: '37',
      valueText: '37 of 50 tokens left, 10 on hold',
    });
    expect(model.legend.map(({ text }) => text)).toEqual(['27 free', '10 on hold', '13 used']);
  });

  it('says what is still affordable when it is low, and that waiting is free when it is empty', () => {
    expect(say(leftOf(5, 50))).toMatchObject({
      say: 'Low',
      tone: 'warning',
      note: 'Enough for PDP analyzer (5) until 3 January.',
    });
    expect(say(leftOf(1, 50))).toMatchObject({ say: 'Last token', tone: 'danger', note: 'The smallest run costs 5.' });
    expect(say(leftOf(0, 50))).toMatchObject({
      say: 'No tokens left',
      tone: 'danger',
      note: 'Waiting is free: 50 new tokens on 3 January',
    });
  });

  it('names the scale only where a stub is a whole number of tokens', () => {
    expect(say(leftOf(37, 50)).scale).toBe('1 stub = 5 tokens');
    expect(say(leftOf(3, 5)).scale).toBe('1 stub = 1 token');
    expect(say(leftOf(3, 55)).scale).toBeUndefined();
  });

  it('owns at least what is left, so that a strip never overflows', () => {
    expect(ownedTokens(balance({ monthlyTokens: 0, additionalTokens: -5, remainingTokens: 0 }))).toBe(0);
    expect(ownedTokens(balance({ monthlyTokens: 10, remainingTokens: 20 }))).toBe(20);
  });
});
