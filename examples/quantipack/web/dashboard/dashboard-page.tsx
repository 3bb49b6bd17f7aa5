import type { ReactNode } from 'react';
import type { Analysis } from '../../server/host/analyses.js';
import type { OrderSource } from '../../server/host/order-sources.js';
import { counted } from '../format.js';
import { AnalysisResult } from '../results/analysis-result.js';
import { OrderPicker } from './order-picker.js';

export interface DashboardPageProps {
  readonly company: string;
  readonly sources: readonly OrderSource[];
  readonly selected: OrderSource;
  onSelect(id: string): void;
  onUploaded(source: OrderSource): void;
  /** The `AnalyzerRow`s. */
  readonly analyzers: ReactNode;
  readonly analysis: Analysis | null;
  /** Tokens charged for it; null when the usage is not loaded. */
  readonly charged: number | null;
  readonly usage: ReactNode;
}

/** Pick orders, run an analyzer, read the result, see what it took. */
export function DashboardPage({
  company,
  sources,
  selected,
  onSelect,
  onUploaded,
  analyzers,
  analysis,
  charged,
  usage,
}: DashboardPageProps) {
  return (
    <div className="page">
      <div className="stack">
        <header className="head">
          <div>
            <h1>Analyze</h1>
            <p>
              {company}. {selected.name}, {counted(selected.orderCount, 'order')}.
            </p>
          </div>
        </header>
        <OrderPicker sources={sources} selected={selected} onSelect={onSelect} onUploaded={onUploaded} />
        <ul className="analyzers">{analyzers}</ul>
      </div>
      {analysis ? <AnalysisResult key={analysis.id} analysis={analysis} charged={charged} /> : null}
      {usage}
    </div>
  );
}
