'use client';
import {
  type ForwardRefExoticComponent,
  forwardRef,
  type MouseEventHandler,
  type ReactElement,
  type RefAttributes,
  useId,
} from 'react';
import { Blank } from '../elements/blank.js';
import { Button } from '../elements/button.js';
import { join } from '../elements/parts.js';
import { TokenGlyph } from '../icons/icon.js';
import type { CostModel, GuardButtonModel } from './derive-guard-button.js';

/** The glyph and the number: stands before every price in tokens. */
export function Cost({ model }: { readonly model: CostModel }): ReactElement {
  if (model.state === 'loading') {
    return (
      <span
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
    <span className="fb-cost" data-farebox="cost" data-state={model.state}>
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
}

/** A button that says what its click costs, and when it would be denied, why. It stays focusable in every state. */
export const GuardButtonView: ForwardRefExoticComponent<GuardButtonViewProps & RefAttributes<HTMLDivElement>> =
  forwardRef(function GuardButtonView({ model, kind = 'primary', className, onClick }, ref) {
    const id = useId();
    return (
      <div
        ref={ref}
        className={join('fb-root', className)}
        data-inline=""
        data-farebox="guard"
        data-state={model.state}
      >
        <div className="fb-guard">
          <Button
            kind={kind === 'secondary' ? undefined : kind}
            busy={model.state === 'busy'}
            blocked={model.state === 'blocked'}
            describedBy={model.reason === undefined ? undefined : id}
            onClick={onClick}
          >
            {model.label}
          </Button>
          {model.cost === null ? null : <Cost model={model.cost} />}
          {model.reason === undefined ? null : (
            <p className="fb-p fb-small fb-muted" id={id} data-farebox="reason">
              {model.reason}
            </p>
          )}
        </div>
      </div>
    );
  });
