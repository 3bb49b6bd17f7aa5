'use client';
import { type ForwardRefExoticComponent, forwardRef, type ReactElement, type RefAttributes, useId } from 'react';
import { Blank } from '../elements/blank.js';
import { TicketSkeleton } from '../elements/ticket-skeleton.js';
import { Button } from '../elements/button.js';
import { Callout } from '../elements/callout.js';
import { Heading, type HeadingLevel } from '../elements/heading.js';
import { type ClassNames, type PartOf, partsOf } from '../elements/parts.js';
import { safeHref } from '../elements/safe-href.js';
import { Status } from '../elements/status.js';
import { Meter, MeterSkeleton } from '../token-meter/meter.js';
import type { SubscriptionManagerModel, SubscriptionTicketModel } from './describe-subscription.js';
import type { ActionModel, SubscriptionAction } from './describe/says.js';

export type SubscriptionManagerPart =
  | 'subscription'
  | 'ticket'
  | 'body'
  | 'stub'
  | 'title'
  | 'price'
  | 'actions'
  | 'foot'
  | 'action';

export interface SubscriptionManagerViewProps {
  readonly model: SubscriptionManagerModel;
  readonly headingLevel?: HeadingLevel | undefined;
  /** The button whose page is being opened: busy, and a second click does nothing. */
  readonly pending?: SubscriptionAction | null | undefined;
  /** A failure in a sentence: the button that failed (default: Manage) becomes the one that tries again. */
  readonly failure?:
    | {
        readonly action?: SubscriptionAction | undefined;
        readonly text: string;
        readonly retryLabel: string;
        readonly onRetry: () => void;
      }
    | null
    | undefined;
  readonly onAction?: ((action: SubscriptionAction) => void) | undefined;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<SubscriptionManagerPart> | undefined;
}

/** A ticket: facts in the body, money and actions in the stub. Props only: preview it with any model. */
export const SubscriptionManagerView: ForwardRefExoticComponent<
  SubscriptionManagerViewProps & RefAttributes<HTMLDivElement>
> = forwardRef(function SubscriptionManagerView(
  { model, headingLevel = 2, pending = null, failure = null, onAction, className, classNames },
  ref,
) {
  const part = partsOf(classNames);
  const titleId = useId();
  const root = part('subscription', className === undefined ? 'fb-root' : `fb-root ${className}`);
  const failed = failure === null ? undefined : (failure.action ?? 'manage');
  // Trying again is the failed button itself, so that there is one of it.
  const button = (action: ActionModel) =>
    failure !== null && action.action === failed ? (
      <Button
        key="failed"
        className={classNames?.action}
        kind={action.primary ? 'primary' : undefined}
        icon="retry"
        onClick={failure.onRetry}
      >
        {failure.retryLabel}
      </Button>
    ) : (
      <Button
        key={action.action}
        className={classNames?.action}
        kind={action.primary ? 'primary' : undefined}
        icon={action.action === 'retry' ? 'retry' : undefined}
        href={safeHref(action.href)}
        busy={pending === action.action}
        onClick={() => onAction?.(action.action)}
      >
        {action.label}
      </Button>
    );
  if (model.situation === 'loading') {
    return (
      <div ref={ref} {...root} data-state="loading">
        <TicketSkeleton
          label={model.label}
          part={part}
          head={
            <div className="fb-head">
              <span className="fb-title">
                <Blank width="s" />
              </span>
              <span className="fb-status">
                <Blank width="s" />
              </span>
            </div>
          }
          meter={<MeterSkeleton />}
          actions={1}
        />
      </div>
    );
  }
  if (model.situation === 'error') {
    return (
      <div ref={ref} {...root} data-state="error">
        <section {...part('ticket', 'fb-ticket')} data-stub="none" aria-label={model.label}>
          <div {...part('body', 'fb-body')}>
            <Callout icon="warn" tone="danger" alert>
              <p className="fb-p">
                <b className="fb-b">{model.fact}</b> {model.effect}
              </p>
              {model.lastKnown === null ? null : <p className="fb-p fb-muted">{model.lastKnown}</p>}
            </Callout>
            <div {...part('actions')}>{model.actions.map(button)}</div>
          </div>
        </section>
      </div>
    );
  }
  const hasStub = model.figure !== '' || model.actions.length > 0 || model.foot !== null;
  return (
    <div ref={ref} {...root} data-state={model.situation}>
      <section {...part('ticket', 'fb-ticket')} data-stub={hasStub ? undefined : 'none'} aria-labelledby={titleId}>
        <div {...part('body', 'fb-body')}>
          <div>
            <div className="fb-head">
              <Heading level={headingLevel} id={titleId} {...part('title', 'fb-title')}>
                {model.title}
              </Heading>
              <Status {...model.status} />
            </div>
            {model.sentences.map((sentence) => (
              <p className="fb-p" data-farebox="sentence" key={sentence}>
                {sentence}
              </p>
            ))}
          </div>
          {model.meter === null ? null : <Meter model={model.meter} />}
        </div>
        {hasStub ? <Stub model={model} part={part} button={button} failure={failure} /> : null}
      </section>
    </div>
  );
});

function Stub({
  model,
  part,
  button,
  failure,
}: {
  model: SubscriptionTicketModel;
  part: PartOf<SubscriptionManagerPart>;
  button: (action: ActionModel) => ReactElement;
  failure: SubscriptionManagerViewProps['failure'];
}): ReactElement {
  return (
    <div {...part('stub', 'fb-stub')}>
      {model.figure === '' ? null : (
        <div {...part('price', 'fb-stub-price')}>
          <div className="fb-figure">
            <bdi>{model.figure}</bdi>
          </div>
          <div className="fb-muted fb-small">{model.unit}</div>
        </div>
      )}
      {model.foot === null ? null : <p {...part('foot', 'fb-p fb-xs fb-muted')}>{model.foot}</p>}
      {failure === null || failure === undefined ? null : (
        <p className="fb-p fb-small" role="alert" data-farebox="failure" data-tone="danger">
          <span className="fb-tone">{failure.text}</span>
        </p>
      )}
      {model.actions.length === 0 ? null : <div {...part('actions', 'fb-acts')}>{model.actions.map(button)}</div>}
    </div>
  );
}
