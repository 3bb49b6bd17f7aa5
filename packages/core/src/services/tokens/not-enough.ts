import type { StepResult } from '../../domain/step.js';
import type { NotEnough } from '../../outcomes.js';

/** More would be taken than was there when the ledger declined. */
export function toNotEnough(
  why: Extract<StepResult, { readonly status: 'insufficient' | 'memberCap' }>,
  required: number,
): NotEnough {
  const left = why.status === 'memberCap' ? why.limit - why.used : why.available;
  const remaining = Math.max(0, left);
  return { status: 'not_enough_tokens', required, remaining, shortfall: Math.max(0, required - remaining) };
}
