import { describe, expect, it } from 'vitest';
import { leftOf, quote } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import type { GuardFailure, GuardState } from '../types.js';
import { deriveRunStatus } from './derive-run-status.js';

type State = GuardState<unknown, unknown, unknown>;
const tell = (state: State) => deriveRunStatus({ state, featureName: 'Suite analyzer', lowBalance: [5, 2] }, CONTEXT);
const retry = (): void => undefined;
const failure = (code: GuardFailure['code'], charged: 0 | 7 | null, canRetry = true) =>
  tell({
    status: 'failed',
    failure: { code, message: 'developer text', requestId: 'r_1' },
    charged,
    retry: canRetry ? retry : null,
  });
const CODES = [
  'offline',
  'hold_expired',
  'server',
  'work_failed',
  'signed_out',
  'no_permission',
  'rate_limited',
  'invalid_input',
  'in_progress',
  'already_settled',
] as const satisfies readonly GuardFailure['code'][];

describe('deriveRunStatus', () => {
  it('tells what is on hold while it runs, and offers to stop', () => {
    const running = tell({
      status: 'running',
      runId: null,
      quote: quote(),
      progress: { fraction: 0.5, text: null },
      chunks: [],
      abort: retry,
    });
    expect(running).toMatchObject({
      text: 'Running, 10 tokens on hold',
      progress: '50%',
      action: { do: 'stop', label: 'Stop' },
    });
  });

  it('tells what a run took and what is left, and gives notice when little is', () => {
    expect(tell({ status: 'done', output: null, charged: 10, balance: leftOf(27, 50) })).toMatchObject({
      text: 'Suite analyzer is done. 10 tokens used, 27 left.',
    });
    expect(tell({ status: 'done', output: null, charged: 10, balance: leftOf(4, 50) })).toMatchObject({
      text: 'Suite analyzer is done. 10 tokens used. 4 tokens left until 3 January.',
      tone: 'warning',
    });
    expect(tell({ status: 'done', output: null, charged: 10, balance: leftOf(1, 50) })).toMatchObject({
      text: 'Suite analyzer is done. 10 tokens used. Last token until 3 January.',
      tone: 'danger',
    });
  });

  it('survives a balance whose date is no date', () => {
    const odd = leftOf(4, 50, { resetDate: 'soon' });
    expect(tell({ status: 'done', output: null, charged: 1, balance: odd }).text).toBe(
      'Suite analyzer is done. 1 token used. 4 tokens left.',
    );
  });

  it('has one sentence for each kind of failure, none of it the developer text', () => {
    const sentences = CODES.map((code) => failure(code, 0).text);
    expect(new Set(sentences).size).toBe(CODES.length);
    for (const sentence of sentences) expect(sentence).not.toContain('developer text');
  });

  it('never says that nothing was charged when something was', () => {
    for (const code of ['work_failed', 'hold_expired', 'already_settled'] as const) {
      const { text } = failure(code, 7);
      expect(text).toContain('7 tokens');
      expect(text).not.toContain('Nothing was charged');
    }
    expect(tell({ status: 'aborted', charged: 7 }).text).toBe('Stopped. 7 tokens were charged.');
  });

  it('R14 a lost answer is "we do not know yet": no sentence claims a charge or none', () => {
    for (const { text } of [
      failure('offline', null),
      failure('server', null),
      failure('work_failed', null),
      failure('already_settled', null),
      tell({ status: 'aborted', charged: null }),
    ]) {
      expect(text).not.toMatch(/Nothing was charged|nothing was charged|not started|\d/);
    }
    expect(failure('offline', null).text).toMatch(/^We do not know yet/);
  });

  it('offers to try again only where the guard does', () => {
    expect(failure('server', 0).action).toEqual({ do: 'retry', label: 'Try again' });
    expect(failure('server', 0, false).action).toBeNull();
  });
});
