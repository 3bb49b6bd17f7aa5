import { createFormat, type Format } from '../format/format.js';
import type { IconName } from '../icons/icon.js';
import type { Tone } from '../elements/tone.js';
import type { DeriveContext } from '../messages/derive-context.js';
import { balanceLevel } from '../token-meter/derive-token-meter.js';
import type { GuardFailure, GuardState } from '../types.js';

export interface RunStatusInput {
  readonly state: GuardState<unknown, unknown, unknown>;
  readonly featureName: string;
  /** Balances at which a notice is due, from the catalogue. */
  readonly lowBalance?: readonly number[] | undefined;
}

/** Where a run stands or how it ended, in words. */
export interface RunStatusModel {
  readonly state: GuardState['status'];
  /** Null = nothing to tell. */
  readonly text: string | null;
  readonly tone?: Tone | undefined;
  readonly icon?: IconName | undefined;
  /** Changes often, so it is shown and not announced. */
  readonly progress: string | null;
  readonly action: { readonly do: 'stop' | 'retry'; readonly label: string } | null;
}

export function deriveRunStatus(
  { state, featureName, lowBalance = [] }: RunStatusInput,
  context: DeriveContext,
): RunStatusModel {
  const m = context.messages;
  const f = createFormat(context);
  const say = (text: string | null, rest: Partial<RunStatusModel> = {}): RunStatusModel => ({
    state: state.status,
    text,
    progress: null,
    action: null,
    ...rest,
  });
  switch (state.status) {
    case 'idle':
      return say(null);
    case 'quoting':
      return say(m.runChecking);
    case 'confirming':
      return say(m.runConfirming);
    case 'running':
      return say(m.runRunning({ held: state.quote?.cost ?? 0 }, f), {
        progress: state.progress === null ? null : (state.progress.text ?? f.percent(state.progress.fraction)),
        action: { do: 'stop', label: m.runStop },
      });
    case 'done': {
      const { balance, charged } = state;
      const left = balance.remainingTokens;
      const level = balanceLevel(balance, lowBalance);
      const isLow = left !== null && left > 0 && (level === 'low' || level === 'last');
      if (!isLow) return say(m.runDone({ feature: featureName, charged, left }, f));
      const until = dateOf(balance.resetDate);
      return say(`${m.runDone({ feature: featureName, charged, left: null }, f)} ${m.lowNotice({ left, until }, f)}`, {
        tone: level === 'last' ? 'danger' : 'warning',
        icon: 'warn',
      });
    }
    case 'denied':
    case 'declined':
      return say(m.runNotRun);
    case 'aborted':
      return say(m.runStopped({ charged: state.charged }, f));
    case 'failed':
      return say(failed(state.failure.code, state.charged, featureName, context, f), {
        tone: state.failure.code === 'in_progress' ? undefined : 'danger',
        icon: state.failure.code === 'in_progress' ? 'info' : 'warn',
        action: state.retry === null ? null : { do: 'retry', label: m.tryAgain },
      });
  }
}

/** Every failure answers: was I charged, can I try again? What nobody told is not stated (R5, R14). */
function failed(
  code: GuardFailure['code'],
  charged: number | null,
  feature: string,
  { messages: m }: DeriveContext,
  f: Format,
): string {
  switch (code) {
    case 'offline':
      return charged === null ? m.runUnknown : m.runOffline;
    case 'server':
      return charged === null ? m.runUnknown : m.runServer;
    case 'hold_expired':
      return m.runHoldExpired({ charged }, f);
    case 'work_failed':
      return m.runFailed({ feature, charged }, f);
    case 'signed_out':
      return m.runSignedOut;
    case 'no_permission':
      return m.runNoPermission;
    case 'rate_limited':
      return m.runRateLimited;
    case 'invalid_input':
      return m.runInvalid;
    case 'in_progress':
      return m.runInProgress;
    case 'already_settled':
      return m.runSettled({ charged }, f);
  }
}

/** Only a date that is one is told. */
function dateOf(instant: string | null): Date | null {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(at) ? null : new Date(at);
}
