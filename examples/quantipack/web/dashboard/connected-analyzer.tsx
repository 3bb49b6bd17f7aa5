import {
  GuardButton,
  type GuardState,
  RunStatus,
  UpgradePrompt,
  type DenialOf,
  type RegisteredApp,
  useTokenGuard,
} from '@farebox/react';
import { type AnalysisFeature, complexityOf } from '../../server/farebox/complexity.js';
import type { Analysis } from '../../server/host/analyses.js';
import type { OrderSource } from '../../server/host/order-sources.js';
import { analyzerNamed } from './analyzers.js';
import { AnalyzerRow } from './analyzer-row.js';
import { formatDay } from '../format.js';

interface EntryProps {
  readonly source: OrderSource;
  /** ISO instant of the last run; null = never. */
  readonly lastRun: string | null;
  /** `charged`: tokens. */
  onDone(analysis: Analysis, charged: number): void;
}

/** One hook call per feature, so that each guard knows the types of its own run. */
export function PdpAnalyzer(props: EntryProps) {
  const guard = useTokenGuard('pdp_analyzer');
  return <Entry feature="pdp_analyzer" guard={guard} {...props} />;
}
export function SuiteAnalyzer(props: EntryProps) {
  const guard = useTokenGuard('suite_analyzer');
  return <Entry feature="suite_analyzer" guard={guard} {...props} />;
}
export function SpecGenerator(props: EntryProps) {
  const guard = useTokenGuard('spec_generator');
  return <Entry feature="spec_generator" guard={guard} {...props} />;
}
export function DemandPlanner(props: EntryProps) {
  const guard = useTokenGuard('demand_planner');
  return <Entry feature="demand_planner" guard={guard} {...props} />;
}
export function DemandPlanner2(props: EntryProps) {
  const guard = useTokenGuard('demand_planner_v2');
  return <Entry feature="demand_planner_v2" guard={guard} {...props} />;
}

interface Guard {
  readonly state: GuardState<Analysis, never, DenialOf<RegisteredApp>>;
  readonly buttonProps: { readonly 'aria-disabled': boolean; readonly 'aria-busy': boolean };
  run(input: {
    readonly orders: string;
  }): Promise<{ readonly status: string } & GuardState<Analysis, never, DenialOf<RegisteredApp>>>;
}

function Entry({
  feature,
  guard,
  source,
  lastRun,
  onDone,
}: EntryProps & { readonly feature: AnalysisFeature; readonly guard: Guard }) {
  const about = analyzerNamed(feature);
  const { state } = guard;
  async function run() {
    const end = await guard.run({ orders: source.id });
    if (end.status === 'done') onDone(end.output, end.charged);
  }
  if (!about) return null;
  return (
    <AnalyzerRow
      name={about.name}
      about={about.about}
      die={about.die}
      running={state.status === 'running'}
      status={
        <RunStatus guard={guard} feature={feature}>
          {lastRun === null ? 'Not run yet' : formatDay(lastRun)}
        </RunStatus>
      }
      action={
        <GuardButton
          feature={feature}
          // The host's own rule, the same that the server applies: the price shown is the price held.
          usage={{ complexity: complexityOf(feature, source.rowCount) }}
          guard={guard}
          onPress={() => void run()}
          kind="secondary"
          aria-label={`Run ${about.name}`}
        >
          Run
        </GuardButton>
      }
      below={state.status === 'denied' ? <UpgradePrompt denial={state.denial} headingLevel={4} /> : null}
    />
  );
}
