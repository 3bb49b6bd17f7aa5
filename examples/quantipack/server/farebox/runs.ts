import type { RunContextOf } from '@farebox/core';
import { z } from 'zod';
import type { YieldOptions } from '../../analysis/cooperate.js';
import { planDemand } from '../../analysis/demand-planner.js';
import type { ParsedOrders } from '../../analysis/order-line.js';
import { analyzePdp } from '../../analysis/pdp-analyzer.js';
import { generateSpec } from '../../analysis/spec-generator.js';
import { analyzeSuite } from '../../analysis/suite-analyzer.js';
import type { AppClock } from './clock.js';
import { type AnalysisFeature, complexityOf } from './complexity.js';
import type { Farebox } from './farebox.js';
import type { Analyses, AnalysisOf } from '../host/analyses.js';
import type { OrderSources } from '../host/order-sources.js';
import type { Reports } from '../host/reports.js';
import { ownerOf } from '../host/users.js';

export interface RunServices {
  readonly farebox: Farebox;
  readonly orders: OrderSources;
  readonly analyses: Analyses;
  readonly clock: AppClock;
}

/** The computation behind each feature. */
const WORK: { readonly [F in AnalysisFeature]: (input: ParsedOrders, options: YieldOptions) => Promise<Reports[F]> } = {
  pdp_analyzer: async (input) => analyzePdp(input),
  suite_analyzer: analyzeSuite,
  spec_generator: generateSpec,
  demand_planner: planDemand,
  demand_planner_v2: planDemand,
};

/** The five paid runs: what a browser sends, what is held for it, what it does, what is kept of it. */
export function createRuns({ farebox, orders, analyses, clock }: RunServices) {
  const input = z.object({
    orders: z.string().refine((id) => orders.rowCountOf(id) !== null, 'These orders are not here any more.'),
  });
  const estimate = (feature: AnalysisFeature) => (about: z.output<typeof input>) => ({
    complexity: complexityOf(feature, orders.rowCountOf(about.orders) ?? 0),
  });
  const work =
    <F extends AnalysisFeature>(feature: F) =>
    async ({
      input: about,
      run,
      signal,
      userId,
      customer,
    }: RunContextOf<Farebox, AnalysisFeature, z.output<typeof input>>): Promise<AnalysisOf<F>> => {
      const owner = ownerOf(customer);
      const read = orders.read(owner, about.orders);
      if (!read) throw new Error("These orders are somebody else's.");
      const startedAt = performance.now();
      const report = await WORK[feature](read.orders, { signal, onProgress: (fraction) => run.progress(fraction) });
      const processingMs = Math.round(performance.now() - startedAt);
      // The level of what was really done: rows that could not be read were not worked on.
      run.report({ complexity: complexityOf(feature, report.rowsProcessed) });
      const kept = { feature, ordersName: read.source.name, madeBy: userId, at: await clock() };
      const analysis = analyses.add(owner, kept, report);
      run.describe({
        reference: analysis.id,
        metadata: {
          analysisId: analysis.id,
          processingMs,
          orderCount: report.orderCount,
          packageCount: 'parcelCount' in report ? report.parcelCount : 0,
        },
      });
      return analysis;
    };
  const define = <F extends AnalysisFeature>(feature: F) =>
    ({ input, estimate: estimate(feature), run: work(feature) }) as const;
  return [
    farebox.defineRun('pdp_analyzer', define('pdp_analyzer')),
    farebox.defineRun('suite_analyzer', define('suite_analyzer')),
    farebox.defineRun('spec_generator', define('spec_generator')),
    farebox.defineRun('demand_planner', define('demand_planner')),
    farebox.defineRun('demand_planner_v2', define('demand_planner_v2')),
  ] as const;
}
