import { describe, expect, it } from 'vitest';
import { readDashboardAction } from '../dashboard/dashboard-form.js';
import { readCardForm, readCheckoutForm, readPortalForm } from './forms.js';

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields);

describe('readCardForm', () => {
  it('takes the picked card when no number is typed', () => {
    expect(readCardForm(form({ card: '4242424242424242', card_number: '' }))).toMatchObject({
      number: '4242424242424242',
      expiry: null,
      problems: [],
    });
  });

  it('lets a typed number win over the pick, with spaces or dashes', () => {
    expect(readCardForm(form({ card: '4242424242424242', card_number: '4000 0000-0000 9995' })).number).toBe(
      '4000000000009995',
    );
  });

  it.each([
    ['12 / 34', 12, 2034],
    ['1/30', 1, 2030],
    ['01-2031', 1, 2031],
    ['0731', 7, 2031],
  ])('reads the expiry %j', (exp, month, year) => {
    expect(readCardForm(form({ exp })).expiry).toEqual({ month, year });
  });

  it.each([
    [{ card_number: '4242 42' }, 'The card number is incomplete.'],
    [{ card_number: 'abcd efgh ijkl' }, 'The card number is incomplete.'],
    [{ exp: '13 / 30' }, 'The expiry is not a month and year, like 12 / 34.'],
    [{ exp: 'soon' }, 'The expiry is not a month and year, like 12 / 34.'],
    [{ cvc: '12' }, 'The CVC has three or four digits.'],
  ])('says what is wrong with %j', (fields, problem) => {
    expect(readCardForm(form({ card: '4242424242424242', ...fields })).problems).toEqual([problem]);
  });

  it('keeps what was entered, so that the form comes back as it was sent', () => {
    expect(
      readCardForm(form({ card: '4000000000000002', card_number: '42', exp: '1', cvc: 'x', name: 'Ana' })).entry,
    ).toEqual({ card: '4000000000000002', cardNumber: '42', exp: '1', cvc: 'x', name: 'Ana' });
  });
});

describe('readCheckoutForm', () => {
  it('reads a payment with its delivery mode', () => {
    expect(
      readCheckoutForm(form({ intent: 'pay', card: '4242424242424242', email: ' a@b.example ', delivery: 'twice' })),
    ).toMatchObject({ intent: 'pay', email: 'a@b.example', delivery: 'twice' });
  });

  it('falls back to the endpoint’s own setting for a delivery mode it does not know', () => {
    expect(readCheckoutForm(form({ intent: 'pay', delivery: 'sideways' }))).toMatchObject({ delivery: 'default' });
  });

  it('reads promotion codes, and nothing of a form that is not ours', () => {
    expect(readCheckoutForm(form({ intent: 'promotion', promotion_code: ' PACK25 ' }))).toEqual({
      intent: 'promotion',
      code: 'PACK25',
    });
    expect(readCheckoutForm(form({ card: '4242424242424242' }))).toBeNull();
  });
});

describe('readPortalForm', () => {
  it('reads each intent and refuses others', () => {
    expect(readPortalForm(form({ intent: 'cancel', subscription: 'sub_1', feedback: '' }))).toEqual({
      intent: 'cancel',
      subscription: 'sub_1',
      feedback: null,
    });
    expect(readPortalForm(form({ intent: 'change_plan', subscription: 'sub_1', price: 'price_1' }))).toEqual({
      intent: 'change_plan',
      subscription: 'sub_1',
      price: 'price_1',
    });
    expect(readPortalForm(form({ intent: 'delete' }))).toBeNull();
  });
});

describe('readDashboardAction', () => {
  it('reads the steps of the clock and the instant of "Advance to" as UTC', () => {
    expect(readDashboardAction(form({ intent: 'advance', by: 'month' }))).toEqual({
      back: '/_simulator',
      intent: 'advance',
      by: 'month',
    });
    expect(readDashboardAction(form({ intent: 'advance', by: 'to', to: '2027-01-03T08:00' }))).toMatchObject({
      by: 'to',
      to: Date.UTC(2027, 0, 3, 8) / 1000,
    });
    expect(readDashboardAction(form({ intent: 'advance', by: 'to', to: 'tomorrow' }))).toBeNull();
    expect(readDashboardAction(form({ intent: 'advance', by: 'century' }))).toBeNull();
  });

  it('reads a refund in minor units and refuses what is no amount', () => {
    expect(
      readDashboardAction(form({ intent: 'refund', charge: 'ch_1', amount: '5.5', currency: 'usd' })),
    ).toMatchObject({ amount: 550 });
    expect(readDashboardAction(form({ intent: 'refund', charge: 'ch_1', amount: '5,5', currency: 'usd' }))).toBeNull();
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/_simulator\\evil',
    '/elsewhere',
    '/_simulatorx',
    'javascript:alert(1)',
    '/_simulator/\r\nset-cookie: a',
  ])('never goes back to %j', (back) => {
    expect(readDashboardAction(form({ intent: 'reset', back }))?.back.startsWith('/_simulator')).toBe(true);
    expect(readDashboardAction(form({ intent: 'reset', back }))?.back).not.toMatch(/evil|elsewhere|javascript|\s/);
  });

  it('goes back to the page the button stood on', () => {
    expect(
      readDashboardAction(form({ intent: 'reset', back: '/_simulator/events?type=invoice.*&offset=20' }))?.back,
    ).toBe('/_simulator/events?type=invoice.*&offset=20');
    expect(readDashboardAction(form({ intent: 'reset', back: '/_simulator/events?type=invoice.%2A' }))?.back).toBe(
      '/_simulator/events?type=invoice.%2A',
    );
  });
});
