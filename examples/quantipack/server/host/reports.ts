import type { DemandReport } from '../../analysis/demand-planner.js';
import type { PdpReport } from '../../analysis/pdp-analyzer.js';
import type { SpecReport } from '../../analysis/spec-report.js';
import type { SuiteReport } from '../../analysis/suite-analyzer.js';

/** What each analyzer answers. */
export interface Reports {
  pdp_analyzer: PdpReport;
  suite_analyzer: SuiteReport;
  spec_generator: SpecReport;
  demand_planner: DemandReport;
  demand_planner_v2: DemandReport;
}
