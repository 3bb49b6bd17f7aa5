import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { balance, quote } from '../../test/fixtures.js';
import { CONTEXT } from '../../test/story-context.js';
import { type ConfirmInput, deriveConfirm } from './derive-confirm.js';
import { ConfirmDialogView } from './confirm-dialog-view.js';

// jsdom has no modal dialogs; the stories run the real ones in a browser.
const showModal = vi.fn(function (this: HTMLDialogElement) {
  this.setAttribute('open', '');
});
const close = vi.fn(function (this: HTMLDialogElement) {
  this.removeAttribute('open');
});
beforeEach(() => {
  Object.assign(HTMLDialogElement.prototype, { showModal, close });
});
afterEach(() => {
  vi.clearAllMocks();
});

function open(over: Partial<ConfirmInput> = {}) {
  const onConfirm = vi.fn();
  const onCancel = vi.fn();
  const model = deriveConfirm({ quote: quote(), featureName: 'Suite analyzer', balance: balance(), ...over }, CONTEXT);
  const element = (isOpen: boolean) => (
    <StrictMode>
      <ConfirmDialogView open={isOpen} model={model} onConfirm={onConfirm} onCancel={onCancel} />
    </StrictMode>
  );
  return { ...render(element(true)), element, onConfirm, onCancel };
}

describe('ConfirmDialogView', () => {
  it('holds the page behind it still, and lets it go when the answer is in or the dialog is gone', () => {
    const page = document.documentElement;
    page.style.overflow = 'auto';
    const { rerender, element, unmount } = open();
    expect(page.style.overflow).toBe('hidden');
    rerender(element(false));
    expect(page.style.overflow).toBe('auto');
    rerender(element(true));
    expect(page.style.overflow).toBe('hidden');
    unmount();
    expect(page.style.overflow).toBe('auto');
  });

  it('opens as a modal and closes when the answer is in', () => {
    const { rerender, element } = open();
    const dialog = screen.getByRole('dialog', { name: 'Run Suite analyzer?' });
    expect(dialog).toHaveAttribute('open');
    rerender(element(false));
    expect(dialog).not.toHaveAttribute('open');
  });

  it('closes the native dialog when it is taken off the page', () => {
    const { unmount } = open();
    close.mockClear();
    unmount();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('confirms once by Enter on the focused button', async () => {
    const { onConfirm } = open();
    expect(screen.getByRole('button', { name: 'Run for 10 tokens' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(onConfirm).toHaveBeenCalledExactlyOnceWith({ dontAskAgain: false });
  });

  it('lists cost, balance and rest as terms and their values', () => {
    open({ quote: quote({ cost: 12 }), previousCost: 8 });
    const facts = within(screen.getByRole('dialog'));
    expect(facts.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'Cost',
      'Balance now',
      'Left after the run',
    ]);
    expect(facts.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
      'before: 8 12 tokens',
      '37 tokens',
      '25 tokens',
    ]);
  });

  it('takes neither answer while the run is starting', async () => {
    const { onConfirm, onCancel } = open({ phase: 'starting' });
    await userEvent.click(screen.getByRole('button', { name: 'Starting' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    screen.getByRole('dialog').dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(onConfirm).not.toHaveBeenCalled();
    expect(onCancel).not.toHaveBeenCalled();
  });

  it('takes the backdrop and Esc for no, and leaves the closing to its owner', async () => {
    const { onCancel } = open();
    const dialog = screen.getByRole('dialog');
    const escape = new Event('cancel', { cancelable: true });
    dialog.dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    await userEvent.click(dialog);
    expect(onCancel).toHaveBeenCalledTimes(2);
  });
});
