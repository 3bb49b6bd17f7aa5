import type { ReactElement } from 'react';
import { type IconName, Icon } from '../icons/icon.js';
import type { Tone } from './tone.js';

export interface StatusModel {
  readonly text: string;
  readonly icon: IconName;
  readonly tone?: Tone | undefined;
}

/** Icon, word and tone: never colour alone. */
export function Status({ text, icon, tone }: StatusModel): ReactElement {
  return (
    <span className="fb-status" data-farebox="status" data-tone={tone}>
      <Icon name={icon} />
      {text}
    </span>
  );
}
