'use client';
import type { ReactNode } from 'react';
import { featureName } from '../client/current-plan.js';
import type { ClassNames } from '../elements/parts.js';
import { useCatalog } from '../hooks/use-catalog.js';
import { useDeriveContext } from '../provider/use-derive-context.js';
import type { GuardState } from '../types.js';
import { deriveRunStatus } from './derive-run-status.js';
import { type RunStatusPart, RunStatusView } from './run-status-view.js';

export interface RunStatusProps {
  /** What `useTokenGuard` returned, for whichever feature. */
  readonly guard: { readonly state: GuardState<unknown, unknown, unknown> };
  /** Its id, for the name in the sentences. */
  readonly feature: string;
  /** Stands there while there is nothing to tell, e.g. when it ran last. */
  readonly children?: ReactNode;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<RunStatusPart> | undefined;
}

/** Where a guarded run stands, how it ended, what it took; with Stop while it runs and Try again where that is safe. */
export function RunStatus({ guard, feature, children, className, classNames }: RunStatusProps): ReactNode {
  const catalog = useCatalog();
  const context = useDeriveContext();
  const { state } = guard;
  const model = deriveRunStatus(
    {
      state,
      featureName: featureName(catalog.data, feature),
      lowBalance: catalog.data?.lowBalance,
    },
    context,
  );
  const act = (action: 'stop' | 'retry'): void => {
    if (action === 'stop' && state.status === 'running') state.abort();
    if (action === 'retry' && state.status === 'failed') state.retry?.();
  };
  return (
    <RunStatusView model={model} onAction={act} className={className} classNames={classNames}>
      {children}
    </RunStatusView>
  );
}
