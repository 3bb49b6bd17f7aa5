import type { MoneyWire } from '@farebox/core/contract';
import type { Format } from '../format/format.js';

/** PricingTable. */
export const pricing = {
  pricingLabel: 'Plans',
  pricingLoading: 'Plans, loading',
  pricingError: 'The plans did not load. Nothing was changed.',
  pricingEmpty: 'There are no plans to choose from.',
  intervalLabel: 'Billing interval',
  intervalMonth: 'Monthly',
  intervalYear: 'Yearly',
  noteMonthly: ({ saving }: { saving: number | null }, f: Format) =>
    saving === null ? '' : `Yearly is up to ${f.percent(saving)} cheaper.`,
  noteYearly: 'You pay once a year; tokens still arrive every month.',
  notePrices: ({ currency }: { currency: string }) => `Prices in ${currency}, before tax.`,
  planYours: 'Your plan',
  planFree: 'no card needed',
  planContact: 'by contract',
  planOnlyYearly: 'only yearly',
  planOnlyMonthly: 'only monthly',
  planSaves: ({ amount, share }: { amount: MoneyWire; share: number }, f: Format) =>
    `per year, saves ${f.money(amount)} (${f.percent(share)})`,
  planTokens: ({ tokens }: { tokens: number }, f: Format) =>
    f.tokenWords(tokens, { one: '# token', other: '# tokens' }),
  planTokensUnit: 'a month',
  planUnlimited: 'Unlimited tokens',
  planUnlimitedSays: 'A pass: nothing is counted',
  planEnough: ({ runs }: { runs: readonly { feature: string; count: number }[] }, f: Format) =>
    f.or(runs.map(({ feature, count }) => `${f.number(count)}\u00a0×\u00a0${feature}`)),
  planAllFeatures: ({ count }: { count: number }, f: Format) =>
    f.tokenWords(count, { one: 'The token feature', other: 'All # token features' }),
  planChoose: ({ plan }: { plan: string }) => `Choose ${plan}`,
  planSwitch: ({ plan }: { plan: string }) => `Switch to ${plan}`,
  planManage: 'Manage plan',
  planLater: ({ current }: { current: string }) => `Available once ${current} ends`,
  planNoPermission: ({ contact }: { contact: string | null }) =>
    contact === null ? 'You cannot change billing here' : `${contact} manages billing`,
};
