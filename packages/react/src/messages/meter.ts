import type { Format } from '../format/format.js';

/** TokenMeter and the cost badge. */
export const meter = {
  meterLabel: 'Tokens',
  meterLoading: 'Tokens, loading',
  meterUnit: ({ limit }: { limit: number }, f: Format) =>
    `of ${f.tokenWords(limit, { one: '# token', other: '# tokens' })} left`,
  meterUnitShort: ({ left }: { left: number }, f: Format) =>
    f.tokenWords(left, { one: 'token left', other: 'tokens left' }),
  meterValue: ({ left, limit, held }: { left: number; limit: number; held: number }, f: Format) =>
    `${f.tokens(left)} of ${f.tokenWords(limit, { one: '# token', other: '# tokens' })} left${held > 0 ? `, ${f.tokens(held)} on hold` : ''}`,
  meterUnlimited: 'Unlimited',
  meterUnlimitedUsed: ({ used }: { used: number }, f: Format) =>
    `${f.tokenWords(used, { one: '# token', other: '# tokens' })} used so far`,
  meterScale: ({ tokens }: { tokens: number }, f: Format) =>
    `1 stub = ${f.tokenWords(tokens, { one: '# token', other: '# tokens' })}`,
  meterNew: ({ tokens, at, withYear }: { tokens: number; at: Date; withYear: boolean }, f: Format) =>
    `${f.tokenWords(tokens, { one: '# new token', other: '# new tokens' })} ${withYear ? f.onDate(at) : f.onDay(at)}`,
  meterWaiting: ({ tokens, at }: { tokens: number; at: Date }, f: Format) =>
    `Waiting is free: ${f.tokenWords(tokens, { one: '# new token', other: '# new tokens' })} ${f.onDay(at)}`,
  meterEnough: ({ until, features }: { until: Date | null; features: string }, f: Format) =>
    `Enough for ${features}${until === null ? '' : ` ${f.untilDay(until)}`}.`,
  meterNotEnough: ({ cost }: { cost: number }, f: Format) => `The smallest run costs ${f.tokens(cost)}.`,
  meterDebt: ({ debt }: { debt: number }, f: Format) =>
    `${f.tokenWords(debt, { one: '# token is', other: '# tokens are' })} owed and come off the next ones.`,
  meterLow: 'Low',
  meterLast: 'Last token',
  meterNone: 'No tokens left',
  meterError: 'The token balance did not load. Nothing was charged.',
  legendFree: ({ count }: { count: number }, f: Format) => `${f.tokens(count)} free`,
  legendHeld: ({ count, feature }: { count: number; feature: string | null }, f: Format) =>
    `${f.tokens(count)} on hold${feature === null ? '' : ` for ${feature}`}`,
  legendUsed: ({ count }: { count: number }, f: Format) => `${f.tokens(count)} used`,
  legendLeft: ({ count }: { count: number }, f: Format) => `${f.tokens(count)} left`,
  legendMissing: ({ count }: { count: number }, f: Format) => `${f.tokens(count)} missing`,
  featureCost: ({ feature, cost }: { feature: string; cost: number }, f: Format) => `${feature} (${f.tokens(cost)})`,

  costLabel: 'Cost',
  costUnit: ({ count }: { count: number }, f: Format) => f.tokenWords(count, { one: 'token', other: 'tokens' }),
  costRange: ({ from, to }: { from: number; to: number }, f: Format) => `${f.tokens(from)}–${f.tokens(to)}`,
  costFree: 'Free',
  costUnknown: 'Cost shown before it runs',
  costLoading: 'Cost, loading',
};
