import { WrongStripeAccountError } from '../../errors/stripe.js';
import { wallClock } from '../../runtime/clock.js';
import type { RowOf } from '../../storage/family.js';
import { stripeAttempts } from '../../storage/record-families.js';
import type { StripeGateway } from '../../stripe/gateway.js';
import { isStripeFailure } from '../../stripe/stripe-failure.js';
import type { BillingContext } from '../engine/billing-context.js';

/** Where the Stripe account is kept that everything of this mode came from. */
const OPERATION = 'account';

/** Ways to Stripe whose account was compared already: a key's account never changes. */
const compared = new WeakSet<StripeGateway>();

/**
 * Remembers which Stripe account our customers lie in, when the first of them becomes ours. A restricted key that may not say
 * whose it is can sell all the same; only what is missing is then not believed.
 * @throws WrongStripeAccountError when the key is another account's
 */
export async function rememberStripeAccount(context: BillingContext): Promise<void> {
  try {
    await expectSameStripeAccount(context);
  } catch (error) {
    if (!isStripeFailure(error, 'unauthorised') && !isStripeFailure(error, 'refused')) throw error;
    context.logger.warn(
      'The Stripe key may not read its own account; nothing that is missing in Stripe will be believed.',
      {
        error,
      },
    );
  }
}

/**
 * Before anybody believes that something is no longer in Stripe: was it the expected account that said so? "Not found" from
 * another one is no news (R2).
 * @throws WrongStripeAccountError naming both; nothing was changed
 */
export async function expectSameStripeAccount(context: BillingContext): Promise<void> {
  const gateway = context.gateway('reading the Stripe account');
  if (compared.has(gateway)) return;
  const answered = await gateway.accountId();
  const now = wallClock();
  const row: RowOf<typeof stripeAttempts> = {
    mode: context.mode,
    operation: OPERATION,
    idempotencyKey: '',
    paramsHash: '',
    params: {},
    attempt: 1,
    status: 'done',
    result: answered,
    error: null,
    startedAt: now,
    finishedAt: now,
  };
  const known = await context.store.insertIfAbsent(stripeAttempts, row);
  const expected = known.inserted ? answered : known.existing.row.result;
  if (expected !== null && expected !== answered) throw new WrongStripeAccountError(expected, answered);
  compared.add(gateway);
}
