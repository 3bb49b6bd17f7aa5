'use client';
import {
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { lockScroll } from './lock-scroll.js';
import { join } from './parts.js';

export interface ModalProps {
  readonly open: boolean;
  /** Esc, the backdrop, and what else means "no". Not called while `busy`. */
  readonly onCancel: () => void;
  readonly busy?: boolean | undefined;
  readonly role?: 'dialog' | 'alertdialog' | undefined;
  readonly labelledBy: string;
  readonly describedBy?: string | undefined;
  readonly wide?: boolean | undefined;
  readonly part: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly dialogRef?: Ref<HTMLDialogElement> | undefined;
}

// Before paint, so that nothing flashes and closing gives the focus back before the element is gone. A server runs neither.
const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** A native modal dialog: the browser keeps the focus inside, above everything, and gives it back. */
export function Modal({
  open,
  onCancel,
  busy = false,
  role,
  labelledBy,
  describedBy,
  wide = false,
  part,
  className,
  children,
  dialogRef,
}: ModalProps): ReactElement {
  const own = useRef<HTMLDialogElement>(null);
  useImperativeHandle(dialogRef, () => own.current as HTMLDialogElement, []);
  useBeforePaint(() => {
    const dialog = own.current;
    if (!open || dialog === null) return undefined;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-focus="first"]')?.focus();
    const unlock = lockScroll();
    return () => {
      unlock();
      dialog.close();
    };
  }, [open]);
  return (
    // The dialog is the root of the styles; the sheet in it carries the looks, so that its colours can come from here.
    <dialog
      ref={own}
      className={join('fb-root fb-dialog', className)}
      data-farebox={part}
      data-state={open ? 'open' : 'closed'}
      data-wide={wide ? '' : undefined}
      role={role}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onCancel={(event) => {
        // React decides when it closes, or its state and the page would disagree.
        event.preventDefault();
        if (!busy) onCancel();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && !busy) onCancel();
      }}
    >
      <div className="fb-sheet">{children}</div>
    </dialog>
  );
}
