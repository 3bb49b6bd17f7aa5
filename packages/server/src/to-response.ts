import type { Denial, RunOutcome, SpendOutcome } from '@farebox/core';
import { type RunEndWire, toBalanceWire, toDenialWire } from '@farebox/core/contract';
import { jsonResponse } from './handler/json-response.js';
import { toDenialResponse } from './handler/problem-response.js';

/** A Response that remembers its value's type, for clients that carry it. */
export interface OutcomeResponse<T> extends Response {
  readonly $value?: T;
}

/**
 * What `farebox.tokens.run` or a declined `spend` returned, as the answer the guard understands: 200 with the output, what was
 * charged and the balance; 402 or 403 problem JSON with the denial; 409 while the same key is at work, and when it costs more than was confirmed.
 */
export function toResponse<T>(
  outcome: RunOutcome<T, Denial> | Extract<SpendOutcome, { readonly status: 'denied' }>,
): OutcomeResponse<T> {
  switch (outcome.status) {
    case 'done':
      return jsonResponse({
        status: 'done',
        output: outcome.value,
        charged: outcome.charged,
        balance: toBalanceWire(outcome.balance),
      } satisfies RunEndWire);
    case 'denied':
      return toDenialResponse(toDenialWire(outcome.denial), null);
    case 'aborted':
      return jsonResponse({
        status: 'aborted',
        charged: outcome.charged,
        balance: toBalanceWire(outcome.balance),
      } satisfies RunEndWire);
    case 'cost_changed':
      return jsonResponse({ status: 'cost_changed', cost: outcome.cost } satisfies RunEndWire, { status: 409 });
    case 'in_progress':
      return jsonResponse({ status: 'in_progress', startedAt: outcome.startedAt.toISOString() } satisfies RunEndWire, {
        status: 409,
      });
    case 'already_settled':
      return jsonResponse({
        status: 'already_settled',
        charged: outcome.charged,
        reference: outcome.reference,
      } satisfies RunEndWire);
  }
}
