'use client';
import {
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useRef,
} from 'react';
import { Button } from '../elements/button.js';
import { type ClassNames, join, partsOf } from '../elements/parts.js';
import { Icon } from '../icons/icon.js';
import type { RunStatusModel } from './derive-run-status.js';

export type RunStatusPart = 'run-status' | 'text' | 'progress' | 'action';

export interface RunStatusViewProps {
  readonly model: RunStatusModel;
  readonly onAction?: ((action: 'stop' | 'retry') => void) | undefined;
  /** Stands there while there is nothing to tell, e.g. when it ran last. */
  readonly children?: ReactNode;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<RunStatusPart> | undefined;
}

/** Where a run stands and how it ended. The live region is always there, so that each sentence is announced once. */
export const RunStatusView: ForwardRefExoticComponent<RunStatusViewProps & RefAttributes<HTMLDivElement>> = forwardRef(
  function RunStatusView({ model, onAction, children, className, classNames }, ref): ReactElement {
    const part = partsOf(classNames);
    const line = useRef<HTMLSpanElement>(null);
    const { action } = model;
    return (
      <div
        ref={ref}
        {...part('run-status', join('fb-root', className))}
        data-inline=""
        data-unframed=""
        data-state={model.state}
      >
        <span ref={line} className="fb-run" tabIndex={-1}>
          <span {...part('text', 'fb-say')} role="status" data-tone={model.tone}>
            {model.icon === undefined || model.text === null ? null : <Icon name={model.icon} />}
            <span>{model.text ?? children}</span>
          </span>
          {model.progress === null ? null : <span {...part('progress', 'fb-small fb-muted')}>{model.progress}</span>}
          {action === null ? null : (
            <Button
              size="s"
              className={part('action').className}
              data-farebox="action"
              onClick={() => {
                // The button goes with its run: whoever pressed it stays here, and reads how it ended.
                line.current?.focus();
                onAction?.(action.do);
              }}
            >
              {action.label}
            </Button>
          )}
        </span>
      </div>
    );
  },
);
