import { describe, expect, it } from 'vitest';
import { balance, leftOf, quote } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { type ConfirmInput, deriveConfirm } from './derive-confirm.js';

const base: ConfirmInput = { quote: quote(), featureName: 'Suite analyzer', balance: balance() };
const confirm = (over: Partial<ConfirmInput> = {}) => deriveConfirm({ ...base, ...over }, CONTEXT);
const values = (over?: Partial<ConfirmInput>) =>
  Object.fromEntries(confirm(over).facts.map(({ part, value }) => [part, value]));

describe('deriveConfirm', () => {
  it('names the cost, the balance and what is left, and they add up', () => {
    expect(values()).toEqual({ cost: '10 tokens', balance: '37 tokens', after: '27 tokens' });
    expect(confirm()).toMatchObject({
      title: 'Run Suite analyzer?',
      confirmLabel: 'Run for 10 tokens',
      focus: 'confirm',
      role: 'dialog',
      strip: { left: 37, limit: 50, held: 10 },
    });
  });

  it('holds the upper bound of a range and says that the rest comes back', () => {
    const range = { quote: quote({ cost: 11, maximum: 23 }) };
    expect(values(range)).toEqual({ cost: '11 to 23 tokens', balance: '37 tokens', after: '14 to 26 tokens' });
    expect(confirm(range)).toMatchObject({
      confirmLabel: 'Run for up to 23 tokens',
      small: 'We hold 23 tokens and charge what the run takes. The rest comes back at once.',
      strip: { held: 23 },
    });
  });

  it('puts the focus on Cancel when the run takes more than half', () => {
    expect(confirm({ quote: quote({ cost: 10, remaining: 20 }) }).focus).toBe('confirm');
    const most = confirm({ quote: quote({ cost: 15, remaining: 20 }), balance: leftOf(20, 50), refillTokens: 50 });
    expect(most).toMatchObject({
      focus: 'cancel',
      tone: 'warning',
      callout: { text: 'This takes three quarters of your balance. 50 new tokens come on 3 January.' },
    });
  });

  it('never rounds a share up to a round word', () => {
    const text = (cost: number, remaining: number) =>
      confirm({ quote: quote({ cost, remaining }), balance: undefined }).callout?.text;
    expect(text(76, 100)).toBe('This takes more than three quarters of your balance.');
    expect(text(74, 100)).toBe('This takes more than half of your balance.');
    expect(text(100, 100)).toBe('This takes all of your balance.');
  });

  it('is an alert dialog only when it takes the last token', () => {
    expect(confirm({ quote: quote({ cost: 37 }) }).role).toBe('alertdialog');
    expect(confirm({ quote: quote({ cost: 36 }) }).role).toBe('dialog');
  });

  it('shows the old and the new cost when it changed', () => {
    const changed = confirm({ quote: quote({ cost: 12 }), previousCost: 8, changeDetail: 'Your file has 412 orders.' });
    expect(changed.title).toBe('The cost is now 12 tokens');
    expect(changed.facts[0]).toMatchObject({ was: { value: '8' }, value: '12 tokens' });
    expect(changed.callout?.text).toBe('Your file has 412 orders. Nothing has run and nothing was charged.');
  });

  it('names what other runs hold, as it is drawn', () => {
    const others = confirm({
      quote: quote({ remaining: 27 }),
      balance: balance({ remainingTokens: 27, heldTokens: 10 }),
    });
    expect(others.strip).toMatchObject({ left: 37, limit: 50, held: 10, heldElsewhere: 10 });
    expect(others.facts.map(({ part, value }) => [part, value])).toEqual([
      ['cost', '10 tokens'],
      ['elsewhere', '10 tokens'],
      ['balance', '27 tokens'],
      ['after', '17 tokens'],
    ]);
  });

  it('draws no strip for a pass', () => {
    expect(confirm({ quote: quote({ remaining: null }) })).toMatchObject({
      strip: null,
      state: 'unlimited',
      facts: [{ part: 'cost' }, { value: 'Unlimited' }],
    });
  });
});
