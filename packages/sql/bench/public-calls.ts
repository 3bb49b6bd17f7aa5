import { createFarebox, defineCatalog } from '@farebox/core';
import type { Store } from '@farebox/core/store';

/** What an app calls, named as it calls it. */
export const publicCalls = [
  'tokens.spend',
  'tokens.run',
  'tokens.balance',
  'tokens.quote',
  'features.has',
  'snapshot',
  'tokens.history',
] as const;
export type PublicCall = (typeof publicCalls)[number];

const catalog = defineCatalog({
  features: {
    pdp_analyzer: { name: 'Analyzer', cost: 1 },
    priority_support: { name: 'Priority support', type: 'flag' },
  },
  plans: { free: { name: 'Free', tokens: 0 } },
});
const PERMISSIONS = { canManageBilling: true, canSpend: true, billingContact: null };
const METADATA = { orderCount: 1240, packageCount: 318, processingTimeMs: 5321 };

export const engineOn = <Tx>(store: Store<Tx>) => createFarebox({ catalog, store });
export type Engine = Pick<ReturnType<typeof engineOn>, 'tokens' | 'features' | 'snapshot'>;

/** One call for a customer; a refusal ends the benchmark, which has balance enough for all of them. */
export function caller(farebox: Engine, run: string): (call: PublicCall, customer: string) => Promise<unknown> {
  let number = 0;
  const said = (): { key: string; reference?: string; metadata?: typeof METADATA } => {
    const key = `s:${run}:${(number++).toString(36)}:5f0c2d1e-analysis`;
    return number % 2 === 0 ? { key } : { key, reference: `analysis_${number}`, metadata: METADATA };
  };
  const done = ({ status }: { readonly status: string }): void => {
    if (status !== 'done') throw new Error(`A call of the benchmark was answered with "${status}".`);
  };
  return async (call, customer) => {
    switch (call) {
      case 'tokens.spend':
        return done(await farebox.tokens.spend(customer, 'pdp_analyzer', said()));
      case 'tokens.run':
        return done(await farebox.tokens.run(customer, 'pdp_analyzer', said(), () => undefined));
      case 'tokens.balance':
        return farebox.tokens.balance(customer);
      case 'tokens.quote':
        return farebox.tokens.quote(customer, 'pdp_analyzer');
      case 'features.has':
        return farebox.features.has(customer, 'priority_support');
      case 'snapshot':
        return farebox.snapshot(customer, PERMISSIONS);
      case 'tokens.history':
        return farebox.tokens.history(customer, { limit: 20 });
    }
  };
}
