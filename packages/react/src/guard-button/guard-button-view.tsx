'use client';
import {
  type ForwardRefExoticComponent,
  forwardRef,
  type MouseEventHandler,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useId,
} from 'react';
import { Blank } from '../elements/blank.js';
import { Button } from '../elements/button.js';
import { join } from '../elements/parts.js';
import { TokenGlyph } from '../icons/icon.js';
import type { CostModel, GuardButtonModel } from './derive-guard-button.js';

/** The glyph and the number: stands before every price in tokens. */
export function Cost({ model, id }: { readonly model: CostModel; readonly id?: string | undefined }): ReactElement {
  if (model.state === 'loading') {
    return (
      <span
        id={id}
        className="fb-cost"
        data-farebox="cost"
        data-state="loading"
        role="group"
        aria-busy
        aria-label={model.label}
      >
        <TokenGlyph />
        <span aria-hidden>
          <Blank width="s" />
        </span>
      </span>
    );
  }
  return (
    <span id={id} className="fb-cost" data-farebox="cost" data-state={model.state}>
      <TokenGlyph />
      <span>
        <span className="fb-sr">{model.label}: </span>
        {model.state === 'unknown' ? (
          model.figure
        ) : (
          <b>
            <bdi>{model.figure}</bdi>
          </b>
        )}
        {model.unit === '' ? null : ` ${model.unit}`}
      </span>
    </span>
  );
}

export interface TokenCostViewProps {
  readonly model: CostModel;
  readonly className?: string | undefined;
}

/** What a run costs, for anywhere in the host's page. */
export const TokenCostView: ForwardRefExoticComponent<TokenCostViewProps & RefAttributes<HTMLSpanElement>> = forwardRef(
  function TokenCostView({ model, className }, ref) {
    return (
      <span
        ref={ref}
        className={join('fb-root', className)}
        data-inline=""
        data-unframed=""
        data-farebox="token-cost"
        data-state={model.state}
      >
        <Cost model={model} />
      </span>
    );
  },
);

export interface GuardButtonViewProps {
  readonly model: GuardButtonModel;
  readonly kind?: 'primary' | 'secondary' | 'quiet' | undefined;
  readonly className?: string | undefined;
  readonly onClick?: MouseEventHandler<HTMLButtonElement> | undefined;
  /** What the button shows in place of the model's label: an icon, several lines. */
  readonly children?: ReactNode;
  /** The button's name where what it shows is no name: five buttons "Run" in a list. */
  readonly 'aria-label'?: string | undefined;
}

/** A button that says what its click costs, and when it would be denied, why. It stays focusable in every state. */
export const GuardButtonView: ForwardRefExoticComponent<GuardButtonViewProps & RefAttributes<HTMLDivElement>> =
  forwardRef(function GuardButtonView(
    { model, kind = 'primary', className, onClick, children, 'aria-label': name },
    ref,
  ) {
    const id = useId();
    // Heard with the button's name: what it costs, and why it would not run.
    const described = [model.cost === null ? '' : `${id}c`, model.reason === undefined ? '' : `${id}r`];
    return (
      <div
        ref={ref}
        className={join('fb-root', className)}
        data-inline=""
        data-unframed=""
        data-farebox="guard"
        data-state={model.state}
      >
        <div className="fb-guard">
          <Button
            kind={kind === 'secondary' ? undefined : kind}
            busy={model.state === 'busy'}
            blocked={model.state === 'blocked'}
            describedBy={described.filter(Boolean).join(' ') || undefined}
            onClick={onClick}
            aria-label={name}
          >
            {children ?? model.label}
          </Button>
          {model.cost === null ? null : <Cost model={model.cost} id={`${id}c`} />}
          {model.reason === undefined ? null : (
            <p className="fb-p fb-small fb-muted" id={`${id}r`} data-farebox="reason">
              {model.reason}
            </p>
          )}
        </div>
      </div>
    );
  });
