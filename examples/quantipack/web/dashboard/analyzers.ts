import type { AnalysisFeature } from '../../server/farebox/complexity.js';
import type { DieName } from '../shell/icons.js';

/** How the dashboard presents each analyzer. Names and prices come from the catalogue. */
export const ANALYZERS: readonly {
  readonly feature: AnalysisFeature;
  readonly name: string;
  readonly die: DieName;
  readonly about: string;
  /** Title of its result. */
  readonly result: string;
}[] = [
  {
    feature: 'pdp_analyzer',
    name: 'PDP analyzer',
    die: 'pdp',
    about: 'Product pages whose sizes and weights are missing or wrong.',
    result: 'Product pages',
  },
  {
    feature: 'suite_analyzer',
    name: 'Suite analyzer',
    die: 'suite',
    about: 'Which of your boxes the orders need, and how much air they ship.',
    result: 'Box suite',
  },
  {
    feature: 'spec_generator',
    name: 'Spec generator',
    die: 'spec',
    about: 'The box suite that fits these orders best, with its spec sheet.',
    result: 'Proposed suite',
  },
  {
    feature: 'demand_planner',
    name: 'Demand planner',
    die: 'demand',
    about: 'How many of each box to order for the next 8 weeks.',
    result: 'Box demand',
  },
  {
    feature: 'demand_planner_v2',
    name: 'Demand planner 2',
    die: 'demand',
    about: 'The same planner under its own key, to be priced apart.',
    result: 'Box demand',
  },
];

export const analyzerNamed = (feature: string) => ANALYZERS.find((analyzer) => analyzer.feature === feature) ?? null;
