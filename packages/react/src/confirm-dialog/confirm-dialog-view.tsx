'use client';
import {
  type FormEvent,
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactElement,
  type RefAttributes,
  useId,
} from 'react';
import { Button } from '../elements/button.js';
import { Callout } from '../elements/callout.js';
import { Heading, type HeadingLevel } from '../elements/heading.js';
import { Modal } from '../elements/modal.js';
import { type ClassNames, partsOf } from '../elements/parts.js';
import { FareStrip } from '../fare-strip/fare-strip.js';
import { StripKey } from '../fare-strip/strip-key.js';
import type { ConfirmFact, ConfirmModel } from './derive-confirm.js';

export type ConfirmDialogPart = 'confirm' | 'title' | 'facts' | 'foot' | 'cancel' | 'run';

export interface ConfirmDialogViewProps {
  readonly model: ConfirmModel;
  readonly open: boolean;
  readonly onConfirm: (answer: { readonly dontAskAgain: boolean }) => void;
  /** Cancel, Esc and the backdrop: nothing is held and nothing runs. */
  readonly onCancel: () => void;
  readonly headingLevel?: HeadingLevel | undefined;
  readonly className?: string | undefined;
  readonly classNames?: ClassNames<ConfirmDialogPart> | undefined;
}

/** Asks before an expensive run: what is about to be held is hatched on the strip, and the button names the price. */
export const ConfirmDialogView: ForwardRefExoticComponent<ConfirmDialogViewProps & RefAttributes<HTMLDialogElement>> =
  forwardRef(function ConfirmDialogView(
    { model, open, onConfirm, onCancel, headingLevel = 2, className, classNames },
    ref,
  ) {
    const part = partsOf(classNames);
    const id = useId();
    const starting = model.phase === 'starting';
    const submit = (event: FormEvent<HTMLFormElement>): void => {
      event.preventDefault();
      if (!starting) onConfirm({ dontAskAgain: new FormData(event.currentTarget).get('dontAskAgain') !== null });
    };
    const callout = model.callout === null ? null : <CalloutText callout={model.callout} />;
    return (
      <Modal
        open={open}
        onCancel={onCancel}
        busy={starting}
        role={model.role === 'alertdialog' ? 'alertdialog' : undefined}
        labelledBy={`${id}t`}
        describedBy={`${id}f`}
        part="confirm"
        className={className}
        dialogRef={ref}
      >
        <form onSubmit={submit} data-state={model.state}>
          <div className="fb-body">
            <Heading level={headingLevel} id={`${id}t`} {...part('title', 'fb-title')}>
              {model.title}
            </Heading>
            {model.callout?.before === true ? callout : null}
            {model.strip === null ? null : <FareStrip {...model.strip} size="l" tone={model.tone} />}
            <dl {...part('facts', 'fb-dl')} id={`${id}f`}>
              {model.facts.map((fact) => (
                <Fact key={fact.part} fact={fact} tone={model.tone} />
              ))}
            </dl>
            {model.callout?.before === false ? callout : null}
            {model.small === null ? null : <p className="fb-p fb-small fb-muted">{model.small}</p>}
            {model.failure === null ? null : (
              <Callout icon="warn" tone="danger" alert>
                <p className="fb-p">{model.failure}</p>
              </Callout>
            )}
          </div>
          <div {...part('foot', 'fb-foot')}>
            {model.dontAsk === null ? null : (
              <label className="fb-check">
                <input type="checkbox" name="dontAskAgain" />
                {model.dontAsk}
              </label>
            )}
            <Button
              className={classNames?.cancel}
              onClick={onCancel}
              blocked={starting}
              data-focus={model.focus === 'cancel' ? 'first' : undefined}
            >
              {model.cancelLabel}
            </Button>
            <Button
              className={classNames?.run}
              kind="primary"
              submit
              busy={starting}
              data-focus={model.focus === 'confirm' ? 'first' : undefined}
            >
              {model.confirmLabel}
            </Button>
          </div>
        </form>
      </Modal>
    );
  });

function CalloutText({ callout }: { callout: NonNullable<ConfirmModel['callout']> }): ReactElement {
  return (
    <Callout icon={callout.icon} tone={callout.tone}>
      <p className="fb-p">{callout.text}</p>
    </Callout>
  );
}

function Fact({ fact, tone }: { fact: ConfirmFact; tone: ConfirmModel['tone'] }): ReactElement {
  return (
    <div data-farebox={fact.part} data-total={fact.part === 'after' ? '' : undefined}>
      <dt>
        {fact.texture === null ? <span className="fb-key-none" /> : <StripKey texture={fact.texture} tone={tone} />}
        {fact.label}
      </dt>
      <dd>
        {fact.was === undefined ? null : (
          <>
            <span className="fb-sr">{fact.was.label} </span>
            <s>{fact.was.value}</s>{' '}
          </>
        )}
        {fact.value}
      </dd>
    </div>
  );
}
