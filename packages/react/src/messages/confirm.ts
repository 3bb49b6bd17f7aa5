import type { Format } from '../format/format.js';

/** ConfirmDialog. The button names what is held. */
export const confirm = {
  confirmTitle: ({ feature }: { feature: string }) => `Run ${feature}?`,
  confirmChangedTitle: ({ cost }: { cost: number }, f: Format) =>
    `The cost is now ${f.tokenWords(cost, { one: '# token', other: '# tokens' })}`,
  confirmChanged: ({ detail }: { detail: string | null }) =>
    `${detail ?? 'Your input needs another amount than the preview assumed.'} Nothing has run and nothing was charged.`,
  confirmCost: 'Cost',
  confirmBefore: 'before:',
  confirmElsewhere: 'On hold for other runs',
  confirmBalance: 'Balance now',
  confirmAfter: 'Left after the run',
  confirmUnlimited: 'Unlimited',
  confirmExact: 'If the run fails, the tokens come back by themselves.',
  confirmRange: ({ hold }: { hold: number }, f: Format) =>
    `We hold ${f.tokenWords(hold, { one: '# token', other: '# tokens' })} and charge what the run takes. The rest comes back at once.`,
  confirmMost: ({ share, refill }: { share: number; refill: { tokens: number; at: Date } | null }, f: Format) => {
    const part =
      share >= 1
        ? 'all'
        : share > 0.7501
          ? 'more than three quarters'
          : share >= 0.7499
            ? 'three quarters'
            : 'more than half';
    return `This takes ${part} of your balance.${refill === null ? '' : ` ${f.tokenWords(refill.tokens, { one: '# new token comes', other: '# new tokens come' })} ${f.onDay(refill.at)}.`}`;
  },
  confirmRun: ({ cost }: { cost: number }, f: Format) =>
    `Run for ${f.tokenWords(cost, { one: '# token', other: '# tokens' })}`,
  confirmRunUpTo: ({ cost }: { cost: number }, f: Format) =>
    `Run for up to ${f.tokenWords(cost, { one: '# token', other: '# tokens' })}`,
  confirmRunUnlimited: 'Run',
  confirmDontAsk: ({ below }: { below: number }, f: Format) => `Don’t ask for ${f.tokens(below)} or less today`,
  confirmFailed: 'The run did not start. Nothing was charged.',
  confirmBusy: 'Starting',
};
