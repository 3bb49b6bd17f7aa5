import type { MoneyWire } from '@farebox/core/contract';
import type { Format } from '../format/format.js';

type Feature = { feature: string };

/** UpgradePrompt: the heading states the fact, the body the effect. */
export const upgrade = {
  upgradeLoading: 'Plans, loading',
  upgradeLowTitle: ({ left, until }: { left: number; until: Date | null }, f: Format) =>
    `${f.tokenWords(left, { one: '# token left', other: '# tokens left' })}${until === null ? '' : ` ${f.untilDay(until)}`}`,
  upgradeLowBody: ({ features }: { features: string }) => `Enough for ${features}.`,
  upgradeLowBodyNone: ({ cost }: { cost: number }, f: Format) => `The smallest run costs ${f.tokens(cost)}.`,
  upgradeNoneTitle: 'No tokens left',
  upgradeNoneBody: 'Runs are paused. Your finished work stays available.',
  upgradeNoneBodyFor: ({ feature, required }: Feature & { required: number }, f: Format) =>
    `${feature} needs ${f.tokenWords(required, { one: '# token', other: '# tokens' })}. The run has not started and nothing was charged.`,
  upgradeBlockedTitle: ({ feature, required, left }: Feature & { required: number; left: number }, f: Format) =>
    `${feature} needs ${f.tokenWords(required, { one: '# token', other: '# tokens' })}, you have ${f.tokens(left)}`,
  upgradeBlockedBody: 'The run has not started and nothing was charged.',
  upgradeNotInPlanTitle: ({ feature, plan }: Feature & { plan: string }) => `${feature} is not in ${plan}`,
  upgradeNotInPlanBody: ({ plan }: { plan: string | null }) =>
    `${plan === null ? '' : `It comes with ${plan}. `}The run has not started and nothing was charged.`,
  upgradePastDueTitle: ({ amount }: { amount: MoneyWire | null }, f: Format) =>
    amount === null
      ? 'Runs are paused until the open payment is made'
      : `Runs are paused until ${f.money(amount)} is paid`,
  upgradePastDueBody: ({ amount, since }: { amount: MoneyWire | null; since: Date | null }, f: Format) =>
    `The payment${amount === null ? '' : ` of ${f.money(amount)}`}${since === null ? '' : ` ${f.onDay(since)}`} was declined by your bank.`,
  upgradePausedTitle: 'Your plan is paused',
  upgradePausedBody:
    'The tokens that were paid for are used up. No more come while the plan is paused, and nothing is charged.',
  upgradePastDueThen: 'The run has not started and nothing was charged. Pay it and your tokens are back at once.',
  upgradeMemberCapTitle: ({ feature }: Feature) => `${feature} would pass your own limit`,
  upgradeMemberCapBody: ({ required, left }: { required: number; left: number }, f: Format) =>
    `It needs ${f.tokenWords(required, { one: '# token', other: '# tokens' })}, ${f.tokens(left)} of your share are left. The run has not started and nothing was charged.`,
  upgradeShortTitle: ({ missing }: { missing: number }, f: Format) =>
    `You are ${f.tokenWords(missing, { one: '# token', other: '# tokens' })} short`,
  upgradeTopUpBody: ({ until }: { until: Date | null }, f: Format) =>
    `A top-up is the cheaper way to run this once. Bought tokens ${until === null ? '' : `last until ${f.date(until)} and `}survive a plan change.`,
  upgradeWait: ({ tokens, at }: { tokens: number; at: Date }, f: Format) =>
    `Or wait: ${f.tokenWords(tokens, { one: '# new token', other: '# new tokens' })} ${f.onDay(at)}`,
  gainMore: ({ more, total }: { more: number; total: number }, f: Format) =>
    `${f.tokenWords(more, { one: '# more token', other: '# more tokens' })} every month, ${f.tokens(total)} in all`,
  gainInstead: ({ tokens, before }: { tokens: number; before: number }, f: Format) =>
    `${f.tokenWords(tokens, { one: '# token', other: '# tokens' })} every month instead of ${f.tokens(before)}`,
  gainUnlimited: 'Tokens without limit',
  unitMoreThan: ({ amount, plan }: { amount: MoneyWire; plan: string }, f: Format) =>
    `${f.money(amount)} more than ${plan}`,
  unitOnce: ({ tokens }: { tokens: number }, f: Format) =>
    `once, for ${f.tokenWords(tokens, { one: '# token', other: '# tokens' })}`,
  actionUpgrade: ({ plan }: { plan: string }) => `Upgrade to ${plan}`,
  actionBuy: ({ tokens }: { tokens: number }, f: Format) =>
    `Buy ${f.tokenWords(tokens, { one: '# token', other: '# tokens' })}`,
  actionBuyFor: ({ tokens, price }: { tokens: number; price: MoneyWire }, f: Format) =>
    `Buy ${f.tokenWords(tokens, { one: '# token', other: '# tokens' })}, ${f.money(price)}`,
  actionSeePlan: ({ plan }: { plan: string }) => `See ${plan}`,
};
