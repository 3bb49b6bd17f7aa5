import type { GuardState } from '@farebox/react';
import { counted, formatDay, formatPercent } from '../format.js';

/** Where a run stands, in a few words; when it is idle, when it last ran. */
export function RunStatus({
  state,
  lastRun,
}: {
  readonly state: GuardState<unknown, unknown, unknown>;
  readonly lastRun: string | null;
}) {
  switch (state.status) {
    case 'quoting':
      return 'Checking the cost';
    case 'confirming':
      return 'Waiting for your answer';
    case 'running': {
      const held = state.quote ? `, ${counted(state.quote.cost, 'token')} on hold` : '';
      return (
        <span className="running">
          <RunningStub />
          <span>
            {state.progress ? formatPercent(state.progress.fraction) : 'Running'}
            {held}.{' '}
            <button type="button" className="link" onClick={() => state.abort()}>
              Stop
            </button>
          </span>
        </span>
      );
    }
    case 'failed':
      return (
        <span className="bad">
          {state.failure.message} {charged(state.charged)}{' '}
          {state.retry ? (
            <button type="button" className="link" onClick={() => state.retry?.()}>
              Try again
            </button>
          ) : null}
        </span>
      );
    case 'aborted':
      return `Stopped. ${charged(state.charged)}`;
    case 'done':
      return `Done, ${counted(state.charged, 'token')} used`;
    case 'denied':
      return 'Not run';
    case 'declined':
      return 'Not run. Nothing was charged.';
    default:
      return lastRun === null ? 'Not run yet' : formatDay(lastRun);
  }
}

const charged = (tokens: number | null) =>
  tokens === null
    ? 'Whether it was charged is not known yet: trying again asks, and charges nothing twice.'
    : tokens === 0
      ? 'Nothing was charged.'
      : `${counted(tokens, 'token')} charged.`;

/** A stub that slides in its frame. */
const RunningStub = () => (
  <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden="true">
    <rect x="0.75" y="0.75" width="14.5" height="10.5" rx="1.5" />
    <rect className="stub" x="3" y="3" width="4" height="6" />
  </svg>
);
