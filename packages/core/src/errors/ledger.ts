/** What the ledger refuses: nothing was written. */
import { errorOf } from './farebox-error.js';

/** The same key came again with other input. */
export class IdempotencyConflictError extends errorOf('idempotency_conflict', (key: string, cause?: unknown) => ({
  message: `The key "${key}" was used before with other input. A key stands for one intent: use a new one for a new intent, or send the same input again to get the first answer.`,
  details: { key },
  cause,
})) {}

/** No hold has this key. */
export class HoldNotFoundError extends errorOf('hold_not_found', (key: string, cause?: unknown) => ({
  message: `There is no hold "${key}" in this account. Capture, release and extend name the key the hold was made with.`,
  details: { key },
  cause,
})) {}

/** Nothing was charged under this key: neither a spend nor a captured hold. */
export class ChargeNotFoundError extends errorOf('charge_not_found', (key: string, cause?: unknown) => ({
  message: `Nothing was charged under the key "${key}" in this account, so there is nothing to give back. A refund names the key of the spend, of the run, or of the captured hold.`,
  details: { key },
  cause,
})) {}

/** The hold ran out and its tokens went back. */
export class HoldExpiredError extends errorOf('hold_expired', (key: string, cause?: unknown) => ({
  message: `The hold "${key}" ran out and gave its tokens back. Long work extends its hold in time: tokens.run does it by itself.`,
  details: { key },
  cause,
})) {}

/** The hold was captured or released before. */
export class HoldResolvedError extends errorOf(
  'hold_resolved',
  (key: string, as: string, amount: number, cause?: unknown) => ({
    message: `The hold "${key}" was ${as} before (${amount} tokens). A hold ends once.`,
    details: { key, as, amount },
    cause,
  }),
) {}

/** No grant of this customer was paid by the reference, or bears the id. */
export class GrantNotFoundError extends errorOf(
  'grant_not_found',
  (
    name: string,
    named: 'reference' | 'grant' = 'reference',
  ): { readonly message: string; readonly details: Readonly<Record<string, string>> } => ({
    message:
      named === 'reference'
        ? `No grant of this customer names "${name}" as what paid for it, so there is nothing to take back. Pass the reference that the tokens were granted with.`
        : `This customer has no grant "${name}" that could be ended. Pass the id of a grant as tokens.balance or tokens.explain shows it.`,
    details: { [named]: name },
  }),
) {}

/** More would be given back than was charged. */
export class RefundExceedsError extends errorOf('refund_exceeds', (of: string, limit: number, cause?: unknown) => ({
  message: `Of "${of}" no more than ${limit} tokens can be given back: what was charged, less what was refunded before.`,
  details: { of, limit },
  cause,
})) {}

/** The database did not answer. Nothing was granted and no work ran. */
export class StoreUnavailableError extends errorOf('store_unavailable', (operation: string, cause?: unknown) => ({
  message: `The store failed during "${operation}". Nothing fails open: no tokens were granted and no work ran without its hold. The same key may be sent again.`,
  details: { operation },
  cause,
})) {}
