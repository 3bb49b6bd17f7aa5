import type { Format } from '../format/format.js';

type Feature = { feature: string };

/** What a run tells when it ends. Every failure answers: was I charged, can I try again? */
export const run = {
  runDone: ({ feature, charged, left }: Feature & { charged: number; left: number | null }, f: Format) =>
    `${feature} is done. ${f.tokenWords(charged, { one: '# token', other: '# tokens' })} used${left === null ? '' : `, ${f.tokens(left)} left`}.`,
  runFailed: ({ feature, returned }: Feature & { returned: number }, f: Format) =>
    `${feature} failed.${returned > 0 ? ` ${f.tokenWords(returned, { one: '# token was', other: '# tokens were' })} returned.` : ' Nothing was charged.'} You can run it again.`,
  runStopped: ({ used, held }: { used: number; held: number }, f: Format) =>
    used === 0
      ? `Stopped. ${f.tokenWords(held, { one: '# token was', other: '# tokens were' })} returned.`
      : `Stopped. ${f.tokens(used)} of ${f.tokenWords(held, { one: '# token', other: '# tokens' })} were used for what was finished; ${f.tokens(held - used)} were returned.`,
  runOffline: 'You are offline. The run has not started and nothing was charged.',
  runTimeout: 'The server did not answer. If the run started, it goes on by itself and is charged once.',
  runHoldExpired: 'The run took longer than its hold. The tokens were returned.',
  runServer: 'The server could not start the run. Nothing was charged.',
  runSignedOut: 'You are signed out. Nothing was charged.',
  runRateLimited: 'Too many runs at once. Nothing was charged; it works again in a moment.',
  runInProgress: 'This run is already under way. It is charged once.',
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
