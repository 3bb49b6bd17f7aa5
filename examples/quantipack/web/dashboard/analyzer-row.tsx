import type { ReactNode } from 'react';
import { Die, type DieName } from '../shell/icons.js';

export interface AnalyzerRowProps {
  readonly name: string;
  readonly about: string;
  readonly die: DieName;
  /** When it last ran, or how the run under way stands. */
  readonly status: ReactNode;
  readonly running: boolean;
  /** The button and what its click costs. */
  readonly action: ReactNode;
  /** What a denial has to say, under the row. */
  readonly below: ReactNode;
}

/** One line of the list: what it does, what it costs, the button. */
export function AnalyzerRow({ name, about, die, status, running, action, below }: AnalyzerRowProps) {
  return (
    <li className="analyzer" data-running={running ? '' : undefined}>
      <Die name={die} />
      <div className="analyzer-text">
        <h3>{name}</h3>
        <p>{about}</p>
      </div>
      <div className="analyzer-status">{status}</div>
      <div className="analyzer-action">{action}</div>
      {below ? <div className="analyzer-below">{below}</div> : null}
    </li>
  );
}
