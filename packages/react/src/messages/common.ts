import type { Format } from '../format/format.js';

/** Words that every part uses. Calm and short: what happened, was I charged, what next. */
export const common = {
  on: (date: string) => `on ${date}`,
  until: (date: string) => `until ${date}`,
  todayAt: (time: string) => `today at ${time}`,
  untilToday: (time: string) => `until ${time} today`,
  tokens: ({ count }: { count: number }, f: Format) => f.tokenWords(count, { one: '# token', other: '# tokens' }),
  tokensLeft: ({ count }: { count: number }, f: Format) =>
    f.tokenWords(count, { one: '# token left', other: '# tokens left' }),
  tokenRange: ({ from, to }: { from: number; to: number }, f: Format) =>
    `${f.tokens(from)} to ${f.tokenWords(to, { one: '# token', other: '# tokens' })}`,
  /** How often tokens come, where it is not every month. */
  tokensEvery: ({ unit, count }: { unit: 'day' | 'week' | 'month'; count: number }, f: Format) =>
    count === 1 ? `every ${unit}` : `every ${f.number(count)} ${unit}s`,
  perMonth: 'per month',
  perYear: 'per year',
  perMonthBeforeTax: 'per month, before tax',
  perYearBeforeTax: 'per year, before tax',
  /** Stripe's names are lower case; a brand is a name. */
  card: ({ brand, last4 }: { brand: string; last4: string }) =>
    `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ending ${last4}`,
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  notNow: 'Not now',
  dismiss: 'Dismiss',
  working: 'Working',
  noPermission: ({ contact, canSpend }: { contact: string | null; canSpend: boolean }) =>
    `${contact === null ? 'You cannot change billing here.' : `${contact} manages billing.`}${canSpend ? ' You can use tokens.' : ''}`,
  offline: ({ at, left }: { at: Date; left: string }, f: Format) =>
    `You are offline. Last known at ${f.time(at)}: ${left}.`,
  portalFailed: 'The billing page did not open. Nothing was changed.',
  checkoutFailed: 'The payment page did not open. Nothing was charged.',
  billingOffline: 'You are offline. Nothing was opened.',
  billingSignedOut: 'You are signed out. Sign in and try again.',
  billingNoPermission: 'You cannot change billing here.',
  billingTooFast: 'That was a bit fast. It works again in a moment.',
  billingHasPlan: 'You have a plan already. You can change or cancel it in the settings.',
  billingNothingYet: 'There is nothing to manage yet.',
  billingNotForSale: 'This plan cannot be bought here.',
};
