'use client';
import { type ForwardRefExoticComponent, forwardRef, type ReactElement, type RefAttributes, useId } from 'react';
import { Blank, BlankBlock } from '../elements/blank.js';
import { Button } from '../elements/button.js';
import { Callout } from '../elements/callout.js';
import { Heading, type HeadingLevel } from '../elements/heading.js';
import { type ClassNames, join, type PartOf, partsOf } from '../elements/parts.js';
import { safeHref } from '../elements/safe-href.js';
import { Status } from '../elements/status.js';
import { Carnet } from '../fare-strip/carnet.js';
import { Icon } from '../icons/icon.js';
import type { PlanAction, PlanColumn, PricingTableModel } from './derive-pricing.js';

export type PricingTablePart =
  | 'pricing'
  | 'interval'
  | 'note'
  | 'plans'
  | 'plan'
  | 'title'
  | 'price'
  | 'tokens'
  | 'items'
  | 'stub'
  | 'action';

export interface PricingTableViewProps {
  readonly model: PricingTableModel;
  readonly headingLevel?: HeadingLevel | undefined;
  readonly onIntervalChange?: ((interval: 'month' | 'year') => void) | undefined;
  readonly onAction?: ((action: PlanAction) => void) | undefined;
  /** The plan whose page is being opened. */
  readonly pendingPlan?: string | null | undefined;
  readonly failure?: string | null | undefined;
  readonly onRetry?: (() => void) | undefined;
  /** Skeleton columns while loading. */
  readonly expectedPlans?: number | undefined;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<PricingTablePart> | undefined;
}

/** From here on columns keep a width of their own and scroll. */
const MANY = 5;

/** One table, not four cards: every allowance is drawn at one scale. Props only. */
export const PricingTableView: ForwardRefExoticComponent<PricingTableViewProps & RefAttributes<HTMLDivElement>> =
  forwardRef(function PricingTableView(
    {
      model,
      headingLevel = 3,
      onIntervalChange,
      onAction,
      pendingPlan = null,
      failure = null,
      onRetry,
      expectedPlans = 4,
      className,
      classNames,
    },
    ref,
  ) {
    const part = partsOf(classNames);
    const id = useId();
    const root = { ref, ...part('pricing', join('fb-root', className)), 'data-state': model.status };
    switch (model.status) {
      case 'loading':
        return (
          <div {...root}>
            <Skeleton label={model.label} plans={expectedPlans} part={part} />
          </div>
        );
      case 'error':
      case 'empty':
        return (
          <div {...root}>
            <section className="fb-ticket" data-stub="none" aria-label={model.label}>
              <div className="fb-body">
                <Callout
                  icon={model.status === 'error' ? 'warn' : 'info'}
                  tone={model.status === 'error' ? 'danger' : undefined}
                  alert={model.status === 'error'}
                >
                  <p className="fb-p">{model.text}</p>
                  {model.status === 'error' && onRetry !== undefined ? (
                    <Button icon="retry" onClick={onRetry}>
                      {model.retryLabel}
                    </Button>
                  ) : null}
                </Callout>
              </div>
            </section>
          </div>
        );
      case 'ready':
        return (
          <div {...root}>
            <section aria-label={model.label}>
              <div className="fb-pt-top">
                {model.intervals.length < 2 ? null : (
                  <fieldset {...part('interval', 'fb-seg')} aria-label={model.intervalLabel}>
                    {model.intervals.map(({ value, label }) => (
                      <label key={value}>
                        <input
                          type="radio"
                          name={`${id}i`}
                          value={value}
                          checked={model.interval === value}
                          onChange={() => onIntervalChange?.(value)}
                        />
                        {label}
                      </label>
                    ))}
                  </fieldset>
                )}
                <span {...part('note', 'fb-p fb-small fb-muted')} aria-live="polite">
                  {model.note}
                </span>
              </div>
              {failure === null ? null : (
                <Callout icon="warn" tone="danger" alert>
                  <p className="fb-p">{failure}</p>
                </Callout>
              )}
              <div {...part('plans', 'fb-plans')} data-many={model.plans.length >= MANY ? '' : undefined}>
                {model.plans.map((plan) => (
                  <Plan
                    key={plan.id}
                    plan={plan}
                    id={`${id}${plan.id}`}
                    part={part}
                    headingLevel={headingLevel}
                    currentLabel={model.currentLabel}
                    tokensPerStub={model.tokensPerStub}
                    pending={pendingPlan === plan.id}
                    onAction={onAction}
                  />
                ))}
              </div>
            </section>
          </div>
        );
    }
  });

interface PlanProps {
  readonly plan: PlanColumn;
  readonly id: string;
  readonly part: PartOf<PricingTablePart>;
  readonly headingLevel: HeadingLevel;
  readonly currentLabel: string;
  readonly tokensPerStub: number;
  readonly pending: boolean;
  readonly onAction: ((action: PlanAction) => void) | undefined;
}

function Plan({
  plan,
  id,
  part,
  headingLevel,
  currentLabel,
  tokensPerStub,
  pending,
  onAction,
}: PlanProps): ReactElement {
  return (
    <section
      {...part('plan', 'fb-plan')}
      data-current={plan.isCurrent ? '' : undefined}
      data-state={plan.isCurrent ? 'current' : undefined}
      aria-labelledby={`${id}t`}
    >
      <div className="fb-plan-name">
        <Heading level={headingLevel} id={`${id}t`} {...part('title', 'fb-title')}>
          {plan.name}
        </Heading>
        {plan.isCurrent ? <Status icon="check" text={currentLabel} /> : null}
      </div>
      <div {...part('price', 'fb-plan-price')}>
        <span className="fb-figure">
          <bdi>{plan.figure}</bdi>
        </span>
        <span className="fb-muted fb-small">{plan.per}</span>
      </div>
      <div {...part('tokens', 'fb-plan-tokens')}>
        <div>
          <b className="fb-b">{plan.tokensText}</b> <span className="fb-muted">{plan.tokensUnit}</span>
        </div>
        <Carnet tokens={plan.tokens} tokensPerStub={tokensPerStub} />
        {plan.enough === '' ? null : <div className="fb-small fb-muted">{plan.enough}</div>}
      </div>
      <ul {...part('items', 'fb-list fb-small')}>
        {plan.items.map((item) => (
          <li key={item}>
            <Icon name="check" />
            <span>{item}</span>
          </li>
        ))}
      </ul>
      <div {...part('stub', 'fb-plan-stub')}>
        <PlanButton
          button={plan.button}
          id={id}
          className={part('action').className}
          pending={pending}
          onAction={onAction}
        />
      </div>
    </section>
  );
}

function PlanButton({
  button,
  id,
  className,
  pending,
  onAction,
}: Pick<PlanProps, 'id' | 'pending' | 'onAction'> & {
  readonly button: PlanColumn['button'];
  readonly className: string | undefined;
}): ReactElement | null {
  if (button === null) return null;
  const { action, reason } = button;
  return (
    <>
      <Button
        className={className}
        kind={button.primary ? 'primary' : undefined}
        blocked={action === null}
        busy={pending}
        describedBy={reason === null ? undefined : `${id}r`}
        href={action?.do === 'contact' ? safeHref(action.href) : undefined}
        onClick={() => {
          if (action !== null) onAction?.(action);
        }}
      >
        {button.label}
      </Button>
      {reason === null ? null : (
        <span className="fb-xs fb-muted" id={`${id}r`}>
          {reason}
        </span>
      )}
    </>
  );
}

function Skeleton({
  label,
  plans,
  part,
}: {
  label: string;
  plans: number;
  part: PartOf<PricingTablePart>;
}): ReactElement {
  return (
    <section aria-busy aria-label={label}>
      <div className="fb-pt-top" aria-hidden>
        <BlankBlock kind="seg" />
        <span className="fb-small">
          <Blank width="l" />
        </span>
      </div>
      <div {...part('plans', 'fb-plans')} aria-hidden>
        {Array.from({ length: plans }, (_, index) => (
          // The blanks are all alike: their place is their identity.
          <div key={index} {...part('plan', 'fb-plan')}>
            <div className="fb-plan-name">
              <span className="fb-title">
                <Blank width="s" />
              </span>
            </div>
            <div className="fb-plan-price">
              <span className="fb-figure">
                <Blank width="s" />
              </span>
              <span className="fb-small">
                <Blank width="s" />
              </span>
            </div>
            <div className="fb-plan-tokens">
              <div>
                <Blank width="m" />
              </div>
              <BlankBlock kind="carnet" />
              <div className="fb-small">
                <Blank width="m" />
              </div>
            </div>
            <div className="fb-list fb-small">
              <Blank width="m" />
              <Blank width="s" />
            </div>
            <div className="fb-plan-stub">
              <BlankBlock kind="btn" />
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
