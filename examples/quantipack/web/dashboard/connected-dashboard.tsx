import { useState } from 'react';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import type { Analysis } from '../../server/host/analyses.js';
import { hostApi } from '../data/host-api.js';
import { useResource } from '../data/use-resource.js';
import { useRoute } from '../router.js';
import { ConnectedUsage } from '../usage/connected-usage.js';
import { DemandPlanner, DemandPlanner2, PdpAnalyzer, SpecGenerator, SuiteAnalyzer } from './connected-analyzer.js';
import { DashboardPage } from './dashboard-page.js';

const DEFAULT_ORDERS = 'sample_middle';

/** The dashboard over the host's data. Which orders are chosen stands in the address, so it survives the way to Stripe and back. */
export function ConnectedDashboard({ session }: { readonly session: SessionAnswer }) {
  const { query, go } = useRoute();
  const orders = useResource('orders', hostApi.orders);
  const analyses = useResource('analyses', hostApi.analyses);
  const [fresh, setFresh] = useState<{ analysis: Analysis; charged: number } | null>(null);
  const latest = analyses.data?.[0];
  const kept = useResource(`analysis:${latest?.id ?? ''}`, async () => (latest ? hostApi.analysis(latest.id) : null));

  const problem = orders.error ?? analyses.error;
  if (problem !== null && !orders.data)
    return (
      <p className="note bad" role="alert">
        {problem}
      </p>
    );
  const sources = orders.data ?? [];
  const wanted = query.get('orders') ?? DEFAULT_ORDERS;
  const selected =
    sources.find(({ id }) => id === wanted) ?? sources.find(({ id }) => id === DEFAULT_ORDERS) ?? sources[0];
  if (!selected) return <p className="loading">Reading the orders</p>;

  const select = (id: string) => go(`/?orders=${encodeURIComponent(id)}`, { replace: true });
  const entry = (feature: string) => ({
    source: selected,
    lastRun: analyses.data?.find((analysis) => analysis.feature === feature)?.madeAt ?? null,
    onDone(analysis: Analysis, charged: number) {
      setFresh({ analysis, charged });
      void analyses.reload();
    },
  });
  return (
    <DashboardPage
      company={session.user.company}
      sources={sources}
      selected={selected}
      onSelect={select}
      onUploaded={(source) => {
        orders.put([
          ...sources.filter(({ kind }) => kind === 'sample'),
          source,
          ...sources.filter(({ kind }) => kind === 'upload'),
        ]);
        select(source.id);
      }}
      analyzers={
        <>
          <PdpAnalyzer {...entry('pdp_analyzer')} />
          <SuiteAnalyzer {...entry('suite_analyzer')} />
          <SpecGenerator {...entry('spec_generator')} />
          <DemandPlanner {...entry('demand_planner')} />
          <DemandPlanner2 {...entry('demand_planner_v2')} />
        </>
      }
      analysis={fresh?.analysis ?? kept.data ?? null}
      charged={fresh?.charged ?? null}
      usage={<ConnectedUsage session={session} />}
    />
  );
}
