import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react';
import { type IconName, Icon } from '../icons/icon.js';
import { join } from './parts.js';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'type'> {
  readonly kind?: 'primary' | 'quiet' | undefined;
  readonly size?: 's' | undefined;
  readonly icon?: IconName | undefined;
  /** Stays focusable; the reason stands beside it, under the id given. */
  readonly blocked?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly busy?: boolean | undefined;
  /** With an address it is a link. */
  readonly href?: string | undefined;
  readonly submit?: boolean | undefined;
  readonly children: ReactNode;
}

/** A button that is never `disabled` (it would vanish for the keyboard): blocked and busy ones ignore the click. */
export function Button({
  kind,
  size,
  icon,
  blocked = false,
  busy = false,
  describedBy,
  href,
  submit = false,
  onClick,
  className,
  children,
  ...rest
}: ButtonProps): ReactElement {
  const shared = {
    className: join('fb-btn', className),
    'data-kind': kind,
    'data-size': size,
    'data-state': busy ? 'busy' : blocked ? 'blocked' : undefined,
    'aria-describedby': describedBy,
  };
  const content = (
    <>
      <span className="fb-btn-label">
        {icon === undefined ? null : <Icon name={icon} />}
        {children}
      </span>
      {busy ? <span className="fb-busy" aria-hidden /> : null}
    </>
  );
  if (href !== undefined) {
    return (
      <a {...shared} href={href}>
        {content}
      </a>
    );
  }
  const idle = !blocked && !busy;
  return (
    <button
      {...rest}
      {...shared}
      type={submit ? 'submit' : 'button'}
      aria-disabled={idle ? undefined : true}
      aria-busy={busy ? true : undefined}
      onClick={idle ? onClick : (event) => event.preventDefault()}
    >
      {content}
    </button>
  );
}
