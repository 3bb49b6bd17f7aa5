import { UnknownFeatureError } from '../../errors/calls.js';
import type { Customer } from '../../customer.js';
import type { NowOption } from '../../token-options.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { readFigures } from './read-account.js';
import { planInForce } from '../../plans/plan-in-force.js';

/** Does the plan in force switch the flag on? @throws UnknownFeatureError for what is no flag */
export async function hasFeature(
  context: EngineContext,
  customer: Customer,
  flag: string,
  options: NowOption = {},
): Promise<boolean> {
  const flags = context.catalog.features.filter(({ charge }) => charge === 'flag').map(({ id }) => id);
  if (!flags.includes(flag)) throw new UnknownFeatureError(flag, flags);
  return (await flagsOf(context, customer, options)).includes(flag);
}
async function flagsOf(context: EngineContext, customer: Customer, options: NowOption = {}): Promise<string[]> {
  const account = await context.accounts.open(customer);
  const state = await readFigures(context, account, await unitNow(context, options.now));
  const { plan } = planInForce(context.catalog, state.account, state.schedules, state.now);
  return plan?.includes.filter((id) => context.catalog.feature(id)?.charge === 'flag') ?? [];
}
