import { type ForwardRefExoticComponent, forwardRef, type ReactNode, type RefAttributes } from 'react';
import { Blank, BlankBlock } from '../elements/blank.js';
import { Callout } from '../elements/callout.js';
import { join } from '../elements/parts.js';
import { FareStrip, type StripSize } from '../fare-strip/fare-strip.js';
import { Ring } from '../fare-strip/ring.js';
import type { MeterModel, TokenMeterModel } from './derive-token-meter.js';
import { Meter, MeterSkeleton, meterRole } from './meter.js';

/** `bar` has everything; `compact`, `ring` and `number` are for a header or a menu. */
export type TokenMeterVariant = 'bar' | 'compact' | 'ring' | 'number';

export interface TokenMeterViewProps {
  readonly model: TokenMeterModel;
  readonly variant?: TokenMeterVariant | undefined;
  readonly size?: StripSize | undefined;
  /** Of the ring, in px. */
  readonly ringSize?: number | undefined;
  readonly className?: string | undefined;
  /** Shown beside an error, e.g. a button that tries again. */
  readonly errorAction?: ReactNode;
}

/** A balance of tokens, drawn and said. Props only: preview it with any `TokenMeterModel`. */
export const TokenMeterView: ForwardRefExoticComponent<TokenMeterViewProps & RefAttributes<HTMLDivElement>> =
  forwardRef(function TokenMeterView({ model, variant = 'bar', size, ringSize = 24, className, errorAction }, ref) {
    const inline = variant !== 'bar';
    return (
      <div
        ref={ref}
        className={join('fb-root', className)}
        data-inline={inline ? '' : undefined}
        data-unframed=""
        data-farebox="token-meter"
        data-state={model.status}
        data-variant={variant}
        aria-busy={model.status === 'loading' ? true : undefined}
        aria-label={model.status === 'loading' ? model.label : undefined}
        role={model.status === 'loading' ? 'group' : undefined}
      >
        {content(model, variant, size, ringSize, errorAction)}
      </div>
    );
  });

function content(
  model: TokenMeterModel,
  variant: TokenMeterVariant,
  size: StripSize | undefined,
  ringSize: number,
  errorAction: ReactNode,
): ReactNode {
  switch (model.status) {
    case 'loading':
      if (variant === 'bar') return <MeterSkeleton />;
      return (
        <span className="fb-compact" aria-hidden>
          {variant === 'compact' ? <BlankBlock kind="carnet" /> : null}
          <Blank width="s" />
        </span>
      );
    case 'error':
      return (
        <Callout icon="warn" tone="danger" alert>
          <p className="fb-p">{model.text}</p>
          {errorAction}
        </Callout>
      );
    case 'ready':
      return variant === 'bar' ? (
        <Meter model={model} size={size} />
      ) : (
        <Inline model={model} variant={variant} ringSize={ringSize} />
      );
  }
}

function Inline({
  model,
  variant,
  ringSize,
}: {
  model: MeterModel;
  variant: Exclude<TokenMeterVariant, 'bar'>;
  ringSize: number;
}): ReactNode {
  const drawing =
    variant === 'compact' ? (
      <FareStrip
        left={model.left}
        limit={model.limit}
        held={model.held}
        unlimited={model.unlimited}
        size="s"
        tone={model.tone}
      />
    ) : variant === 'ring' ? (
      <Ring
        left={model.left}
        limit={model.limit}
        held={model.held}
        unlimited={model.unlimited}
        size={ringSize}
        tone={model.tone}
        text={model.figure}
      />
    ) : null;
  // From 40 px on the ring has the figure inside.
  const beside =
    variant === 'ring' && ringSize >= 40 && !model.unlimited ? null : (
      <span>
        <b className="fb-b fb-tone">
          <bdi>{model.figure}</bdi>
        </b>
        {model.shortUnit === '' ? null : <span className="fb-muted"> {model.shortUnit}</span>}
      </span>
    );
  return (
    <span
      className="fb-compact"
      data-farebox="meter"
      data-tone={model.tone}
      {...(model.unlimited ? {} : meterRole(model, model.valueText))}
    >
      {drawing}
      {beside}
    </span>
  );
}
