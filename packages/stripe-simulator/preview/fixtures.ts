/** Models to look at and to test with: the usual ones, and ones with long names, many rows, nothing at all. Not published. */
import { EMPTY_ENTRY } from '../src/pages/kit/card-fields.js';
import type { CheckoutModel, CheckoutOpen, CheckoutSummary, PageFrame } from '../src/pages/models.js';

export const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

export const NOW = at('2026-12-17T14:20:07');
export const FRAME: PageFrame = { base: '', host: 'localhost:12111', now: NOW };
export const MONTHLY = { unit: 'month', count: 1 } as const;

export const SESSION: CheckoutSummary = {
  id: 'cs_test_b1Q7mR',
  mode: 'subscription',
  merchant: 'QuantiPack',
  customer: 'cus_Linden05',
  currency: 'usd',
  lines: [{ name: 'Starter', detail: '50 tokens each month', quantity: 1, amount: 1900, interval: MONTHLY }],
  subtotal: 1900,
  discounts: [],
  taxes: [{ label: 'VAT 21%', amount: 399 }],
  dueToday: 2299,
  recurring: { amount: 2299, interval: MONTHLY, startsAt: at('2027-01-17T14:20:07') },
  trialEndsAt: null,
  createdAt: NOW - 15,
  expiresAt: NOW + 86_385,
  cancelUrl: 'http://localhost:3000/plan',
  returnUrl: 'http://localhost:3000/plan?farebox_return=cs_test_b1Q7mR',
  embedded: false,
};

export const OPEN: CheckoutOpen = {
  state: 'open',
  declined: null,
  problems: [],
  entry: EMPTY_ENTRY,
  email: 'mara@linden.example',
  emailLocked: false,
  promotionCodes: false,
  promotionProblem: null,
  collectCard: true,
  cards: null,
  delivery: { mode: 'default', endpoints: ['http://localhost:3000/api/farebox/webhook'], setting: 'in order' },
};

const checkout = (session: Partial<CheckoutSummary>, view: CheckoutModel['view']): CheckoutModel => ({
  frame: FRAME,
  session: { ...SESSION, ...session },
  view,
});

export const CHECKOUTS: Readonly<Record<string, CheckoutModel>> = {
  open: checkout({}, OPEN),
  declined: checkout(
    {},
    {
      ...OPEN,
      declined: { message: 'The card was declined: insufficient funds.', code: 'insufficient_funds' },
      entry: { ...EMPTY_ENTRY, cardNumber: '4000 0000 0000 9995' },
    },
  ),
  incomplete: checkout(
    {},
    {
      ...OPEN,
      problems: ['The card number is incomplete.', 'The CVC has three or four digits.'],
      entry: { ...EMPTY_ENTRY, cardNumber: '4242 42', cvc: '1' },
    },
  ),
  promotion: checkout(
    { taxes: [], dueToday: 1900, recurring: { amount: 1900, interval: MONTHLY, startsAt: at('2027-01-31T09:00:00') } },
    { ...OPEN, promotionCodes: true, promotionProblem: 'There is no code NOPE.' },
  ),
  promoted: checkout(
    {
      discounts: [{ label: '25% off for 3 months', amount: 475, code: 'PACK25' }],
      taxes: [],
      dueToday: 1425,
      recurring: { amount: 1425, interval: MONTHLY, startsAt: at('2027-01-17T14:20:07') },
    },
    { ...OPEN, promotionCodes: true },
  ),
  trial: checkout(
    {
      dueToday: 0,
      taxes: [],
      lines: [{ name: 'Professional', detail: null, quantity: 1, amount: 4900, interval: MONTHLY }],
      trialEndsAt: at('2026-12-31T14:20:07'),
      recurring: { amount: 4900, interval: MONTHLY, startsAt: at('2026-12-31T14:20:07') },
    },
    { ...OPEN, emailLocked: true, delivery: { mode: 'default', endpoints: [], setting: '' } },
  ),
  topUp: checkout(
    {
      mode: 'payment',
      lines: [
        {
          name: 'Token pack with a rather long name that has to break somewhere',
          detail: '25 tokens, once',
          quantity: 2,
          amount: 2400,
          interval: null,
        },
        { name: 'Starter', detail: null, quantity: 1, amount: 1900, interval: MONTHLY },
      ],
      subtotal: 4300,
      dueToday: 4699,
      recurring: null,
    },
    OPEN,
  ),
  free: checkout(
    { dueToday: 0, taxes: [], discounts: [{ label: '100% off once', amount: 1900, code: 'GIFT' }] },
    { ...OPEN, collectCard: false },
  ),
  setup: checkout({ mode: 'setup', lines: [], taxes: [], dueToday: 0, recurring: null }, OPEN),
  challenge: checkout({}, { state: 'challenge', last4: '3155', amount: 2299 }),
  complete: checkout({}, { state: 'complete' }),
  expired: checkout({}, { state: 'expired' }),
  embedded: checkout({ embedded: true, cancelUrl: null }, OPEN),
};
