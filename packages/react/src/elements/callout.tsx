import type { ReactElement, ReactNode } from 'react';
import { type IconName, Icon } from '../icons/icon.js';
import type { Tone } from './tone.js';

/** One thing to know before acting. `alert` interrupts, so it is for failures only. */
export function Callout({
  icon,
  tone,
  alert = false,
  children,
}: {
  readonly icon: IconName;
  readonly tone?: Tone | undefined;
  readonly alert?: boolean | undefined;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="fb-callout" data-farebox="callout" data-tone={tone} role={alert ? 'alert' : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
