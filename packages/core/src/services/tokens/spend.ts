import type { Customer } from '../../customer.js';
import type { SpendOutcome } from '../../outcomes.js';
import type { SpendOptions } from '../../token-options.js';
import { unitNow } from '../engine/checked-options.js';
import { toBalance } from './balance.js';
import { commitStep } from './commit-step.js';
import { costOf, paidFeature } from './cost-of.js';
import { gateDenial, shortDenial } from './denials.js';
import { tellCrossings } from './tell-crossings.js';
import { toStep } from './to-step.js';
import type { Loose, TokensContext } from './tokens-context.js';

/** Charges at once. A decline is not final: the same key may be sent again after a top-up. */
export async function spend(
  context: TokensContext,
  customer: Customer,
  featureId: string,
  options: Loose<SpendOptions> & object,
): Promise<SpendOutcome> {
  return context.telemetry.span('farebox.tokens.spend', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options);
    const step = await toStep(context, feature.id, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
    if (gate) return gate;
    const answer = await commitStep(context, account, { ...step, command: { do: 'spend', amount: cost } }, now);
    if (answer.status === 'short') return shortDenial(context, account, feature, cost, answer, now);
    const { done, replayed } = answer;
    tellCrossings(context, customer, done);
    context.telemetry.count('farebox.tokens.charged', replayed ? 0 : done.amount, { feature: feature.id });
    return { status: 'done', charged: done.amount, balance: toBalance(answer.account, answer.now), replayed };
  });
}
