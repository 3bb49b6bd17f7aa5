import type { Format } from '../format/format.js';

type Feature = { feature: string };
/** Null = nobody has told yet. */
type Charged = { charged: number | null };

const chargedText = (charged: number | null, f: Format): string =>
  charged === null
    ? 'Your balance will show what was charged.'
    : charged === 0
      ? 'Nothing was charged.'
      : `${f.tokenWords(charged, { one: '# token was', other: '# tokens were' })} charged.`;

/** What a run tells when it ends. Every failure answers: was I charged, can I try again? */
export const run = {
  runChecking: 'Checking the cost',
  runConfirming: 'Waiting for your answer',
  runRunning: ({ held }: { held: number }, f: Format) =>
    held === 0 ? 'Running' : `Running, ${f.tokenWords(held, { one: '# token', other: '# tokens' })} on hold`,
  runStop: 'Stop',
  runDone: ({ feature, charged, left }: Feature & { charged: number; left: number | null }, f: Format) =>
    `${feature} is done. ${f.tokenWords(charged, { one: '# token', other: '# tokens' })} used${left === null ? '' : `, ${f.tokens(left)} left`}.`,
  runNotRun: 'Not run. Nothing was charged.',
  runFailed: ({ feature, charged }: Feature & Charged, f: Format) =>
    `${feature} failed. ${chargedText(charged, f)} You can run it again.`,
  runStopped: ({ charged }: Charged, f: Format) => `Stopped. ${chargedText(charged, f)}`,
  runOffline: 'You are offline. The run has not started and nothing was charged.',
  runUnknown: 'We do not know yet how the run ended. If it ran, it is charged once, however often you ask.',
  runHoldExpired: ({ charged }: Charged, f: Format) =>
    `The run took longer than its tokens were on hold. ${chargedText(charged, f)}`,
  runServer: 'The server could not start the run. Nothing was charged.',
  runSignedOut: 'You are signed out. Nothing was charged.',
  runNoPermission: 'You may not run this here. Nothing was charged.',
  runRateLimited: 'Too many runs at once. Nothing was charged; it works again in a moment.',
  runInvalid: 'This input was not accepted. Nothing was charged.',
  runInProgress: 'This run is already under way. It is charged once.',
  runSettled: ({ charged }: Charged, f: Format) =>
    charged === null
      ? 'This run had ended before.'
      : `This run had ended before, for ${f.tokenWords(charged, { one: '# token', other: '# tokens' })}.`,
  lowNotice: ({ left, until }: { left: number; until: Date | null }, f: Format) =>
    `${f.tokenWords(left, { one: 'Last token', other: '# tokens left' })}${until === null ? '' : ` ${f.untilDay(until)}`}.`,
  guardNeeds: ({ required, left }: { required: number; left: number }, f: Format) =>
    `Needs ${f.tokenWords(required, { one: '# token', other: '# tokens' })}, you have ${f.tokens(left)}.`,
  guardNotInPlan: ({ plan }: { plan: string }) => `Not in ${plan}.`,
  guardPastDue: 'Paused until the open payment is made.',
  guardPaused: 'Your plan is paused.',
  guardMemberCap: 'Your own limit is reached.',
  guardCannotSpend: 'You may not use tokens here.',
};
