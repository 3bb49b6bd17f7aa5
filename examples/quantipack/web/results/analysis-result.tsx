import type { Analysis } from '../../server/host/analyses.js';
import { analyzerNamed } from '../dashboard/analyzers.js';
import { counted, formatDay } from '../format.js';
import { DemandResult } from './demand-result.js';
import { PdpResult } from './pdp-result.js';
import { SpecResult } from './spec-result.js';
import { SuiteResult } from './suite-result.js';
import { UnpackedOrders } from './unpacked-orders.js';

/** One analysis, as fresh from its run as from the shelf. */
export function AnalysisResult({
  analysis,
  charged,
}: {
  readonly analysis: Analysis;
  readonly charged: number | null;
}) {
  const { report } = analysis;
  return (
    <section className="result" aria-labelledby="result-heading">
      <header className="head">
        <div>
          <h2 id="result-heading">
            {analyzerNamed(analysis.feature)?.result}, {formatDay(analysis.madeAt)}
          </h2>
          <p>
            {analysis.ordersName}. {counted(report.orderCount, 'order')}, {counted(report.productCount, 'product')}.
            {charged === null ? '' : ` Charged ${counted(charged, 'token')}.`}
          </p>
        </div>
      </header>
      <Body analysis={analysis} />
      {'unpacked' in report ? <UnpackedOrders report={report} /> : null}
    </section>
  );
}

function Body({ analysis }: { readonly analysis: Analysis }) {
  switch (analysis.feature) {
    case 'pdp_analyzer':
      return <PdpResult report={analysis.report} />;
    case 'suite_analyzer':
      return <SuiteResult report={analysis.report} />;
    case 'spec_generator':
      return <SpecResult report={analysis.report} />;
    case 'demand_planner':
    case 'demand_planner_v2':
      return <DemandResult report={analysis.report} />;
  }
}
