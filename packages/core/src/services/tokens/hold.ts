import type { Customer } from '../../customer.js';
import type { HoldOutcome } from '../../outcomes.js';
import type { HoldOptions } from '../../token-options.js';
import { checkAmount, unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitStep } from './commit-step.js';
import { costOf, paidFeature } from './cost-of.js';
import { gateDenial, shortDenial } from './denials.js';
import { tellCrossings } from './tell-crossings.js';
import { toStep } from './to-step.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** Sets tokens aside. What is neither captured nor released comes back by itself. */
export async function hold(
  context: TokensContext,
  customer: Customer,
  featureId: string,
  options: Loose<HoldOptions> & object,
): Promise<HoldOutcome> {
  return context.telemetry.span('farebox.tokens.hold', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options);
    const step = await toStep(context, feature.id, options);
    const ttlSeconds = checkAmount(options.holdSeconds ?? context.policies.holdSeconds, '`holdSeconds`');
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
    if (gate) return gate;
    const command = { do: 'hold', amount: cost, ttlSeconds } as const;
    const answer = await commitStep(context, account, { ...step, command }, now);
    if (answer.status === 'short') return shortDenial(context, account, feature, cost, answer, now);
    const { done, replayed } = answer;
    tellCrossings(context, customer, done);
    return {
      status: 'held',
      held: done.amount,
      expiresAt: done.until === undefined ? null : new Date(done.until),
      balance: toBalance(answer.account, answer.now),
      replayed,
    };
  });
}
