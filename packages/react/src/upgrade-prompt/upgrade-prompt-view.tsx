'use client';
import { type ForwardRefExoticComponent, forwardRef, type ReactElement, type RefAttributes, useId } from 'react';
import { Blank, BlankBlock } from '../elements/blank.js';
import { TicketSkeleton } from '../elements/ticket-skeleton.js';
import { Button } from '../elements/button.js';
import { Heading, type HeadingLevel } from '../elements/heading.js';
import { Modal } from '../elements/modal.js';
import { type ClassNames, join, type PartOf, partsOf } from '../elements/parts.js';
import { safeHref } from '../elements/safe-href.js';
import { FareStrip } from '../fare-strip/fare-strip.js';
import { Icon, TokenGlyph } from '../icons/icon.js';
import { Legend } from '../token-meter/meter.js';
import type { UpgradeAction, UpgradeActionModel, UpgradePromptModel } from './derive-upgrade-prompt.js';

export type UpgradePromptPart =
  | 'upgrade'
  | 'ticket'
  | 'body'
  | 'stub'
  | 'title'
  | 'gains'
  | 'price'
  | 'actions'
  | 'action'
  | 'foot';
export type UpgradePromptVariant = 'inline' | 'banner' | 'dialog';

export interface UpgradePromptViewProps {
  readonly model: UpgradePromptModel;
  readonly variant?: UpgradePromptVariant | undefined;
  /** Of the dialog; the other variants are there or not. */
  readonly open?: boolean | undefined;
  readonly headingLevel?: HeadingLevel | undefined;
  /** Which of the actions opens its page now. */
  readonly pending?: UpgradeAction['do'] | null | undefined;
  /** A failure in a sentence; the button that failed tries again. */
  readonly failure?: string | null | undefined;
  /** Every button, and for the dialog also Esc and the backdrop (`dismiss`). */
  readonly onAction?: ((action: UpgradeAction) => void) | undefined;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<UpgradePromptPart> | undefined;
}

type Ready = Extract<UpgradePromptModel, { status: 'ready' }>;
/** Fact, effect, what would be gained, and the price with its way out: as a ticket, a line, or a dialog. */
export const UpgradePromptView: ForwardRefExoticComponent<UpgradePromptViewProps & RefAttributes<HTMLElement>> =
  forwardRef(function UpgradePromptView(
    {
      model,
      variant = 'inline',
      open = true,
      headingLevel = 2,
      pending = null,
      failure = null,
      onAction,
      className,
      classNames,
    },
    ref,
  ) {
    const part = partsOf(classNames);
    const id = useId();
    const state = model.status === 'loading' ? 'loading' : model.reason;
    const button = (action: UpgradeActionModel, size?: 's') => (
      <Button
        key={action.action.do}
        className={classNames?.action}
        kind={action.kind === 'secondary' ? undefined : action.kind}
        size={size}
        href={action.action.do === 'contact' ? safeHref(action.action.href) : undefined}
        busy={pending === action.action.do}
        blocked={pending !== null && pending !== action.action.do && action.action.do !== 'dismiss'}
        onClick={() => onAction?.(action.action)}
      >
        {action.label}
      </Button>
    );
    const dismiss = (): void => onAction?.({ do: 'dismiss' });
    const ticket =
      model.status === 'loading' ? (
        <TicketSkeleton
          label={model.label}
          part={part}
          head={
            <span className="fb-title">
              <Blank width="m" />
            </span>
          }
          meter={
            <div className="fb-meter">
              <BlankBlock kind="strip" />
              <div className="fb-note">
                <Blank width="m" />
              </div>
            </div>
          }
          actions={2}
        />
      ) : (
        <Ticket
          model={model}
          part={part}
          titleId={`${id}t`}
          headingLevel={headingLevel}
          failure={failure}
          button={button}
        />
      );
    if (variant === 'dialog') {
      return (
        <Modal
          open={open}
          onCancel={dismiss}
          labelledBy={`${id}t`}
          wide
          part="upgrade"
          className={join(className, classNames?.upgrade)}
          dialogRef={ref as RefAttributes<HTMLDialogElement>['ref']}
        >
          {ticket}
        </Modal>
      );
    }
    return (
      <div
        ref={ref as RefAttributes<HTMLDivElement>['ref']}
        {...part('upgrade', join('fb-root', className))}
        data-state={state}
        data-variant={variant}
      >
        {variant === 'banner' && model.status === 'ready' ? (
          <Banner model={model} part={part} failure={failure} button={button} onDismiss={dismiss} />
        ) : (
          ticket
        )}
      </div>
    );
  });

interface InnerProps {
  readonly model: Ready;
  readonly part: PartOf<UpgradePromptPart>;
  readonly failure: string | null;
  readonly button: (action: UpgradeActionModel, size?: 's') => ReactElement;
}

function Ticket({
  model,
  part,
  titleId,
  headingLevel,
  failure,
  button,
}: InnerProps & { titleId: string; headingLevel: HeadingLevel }): ReactElement {
  // Nothing to buy, nothing to pay: then there is no stub, and the way out stands under the facts.
  const hasStub = model.figure !== '';
  const foot = model.foot === null ? null : <p {...part('foot', 'fb-p fb-xs fb-muted')}>{model.foot}</p>;
  return (
    <section {...part('ticket', 'fb-ticket')} data-stub={hasStub ? undefined : 'none'} aria-labelledby={titleId}>
      <div {...part('body', 'fb-body')}>
        <div>
          <Heading level={headingLevel} id={titleId} {...part('title', 'fb-title')}>
            {model.title}
          </Heading>
          {model.body.map((line) => (
            <p className="fb-p" key={line}>
              {line}
            </p>
          ))}
          {model.strip === null && model.note === null ? null : (
            <div className="fb-meter">
              {model.strip === null ? null : <FareStrip {...model.strip} tone={model.tone} />}
              {model.legend.length === 0 ? null : <Legend entries={model.legend} tone={model.tone} />}
              {model.note === null ? null : <div className="fb-note">{model.note}</div>}
            </div>
          )}
        </div>
        {hasStub ? null : foot}
        {hasStub ? null : (
          <div {...part('actions')}>
            {model.actions.map((action) => button(action.kind === 'quiet' ? { ...action, kind: 'secondary' } : action))}
          </div>
        )}
        {model.gains.length === 0 ? null : (
          <ul {...part('gains', 'fb-list')}>
            {model.gains.map((gain) => (
              <li key={gain}>
                <Icon name="plus" />
                <span>{gain}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {hasStub ? (
        <div {...part('stub', 'fb-stub')}>
          {model.figure === '' ? null : (
            <div {...part('price', 'fb-stub-price')}>
              <div className="fb-figure">
                <bdi>{model.figure}</bdi>
              </div>
              {model.unit.map((line) => (
                <div className="fb-muted fb-small" key={line}>
                  {line}
                </div>
              ))}
            </div>
          )}
          {foot}
          {failure === null ? null : <Failure text={failure} />}
          <div {...part('actions', 'fb-acts')}>{model.actions.map((action) => button(action))}</div>
        </div>
      ) : null}
    </section>
  );
}

/** One line where there is room: the fact, then the way out. */
function Banner({ model, part, failure, button, onDismiss }: InnerProps & { onDismiss: () => void }): ReactElement {
  const dismissal = model.actions.find(({ action }) => action.do === 'dismiss');
  const actions = model.actions.filter(({ action }) => action.do !== 'dismiss').slice(0, 1);
  return (
    <div {...part('ticket', 'fb-banner')} role="status" data-tone={model.tone}>
      {model.tone === 'danger' ? <Icon name="warn" /> : <TokenGlyph />}
      <p {...part('body', 'fb-p')}>
        <b className="fb-b">{model.title}.</b>{' '}
        {failure === null ? (model.foot ?? model.note ?? model.body[0] ?? '') : <Failure text={failure} />}
      </p>
      <div {...part('actions', 'fb-banner-acts')}>
        {actions.map((action) => button({ ...action, kind: model.tone === 'danger' ? 'primary' : 'secondary' }, 's'))}
      </div>
      {dismissal === undefined ? null : (
        <button type="button" className="fb-x" aria-label={dismissal.label} onClick={onDismiss}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}

function Failure({ text }: { text: string }): ReactElement {
  return (
    <span className="fb-small" role="alert" data-farebox="failure" data-tone="danger">
      <span className="fb-tone">{text}</span>
    </span>
  );
}
