import type { ReactElement, ReactNode } from 'react';
import { Blank, BlankBlock } from './blank.js';
import type { PartProps } from './parts.js';

/** A ticket whose facts are still on their way: the real markup with blanks, so that nothing moves when they come. */
export function TicketSkeleton({
  label,
  part,
  head,
  meter,
  actions,
}: {
  readonly label: string;
  readonly part: (part: 'ticket' | 'body' | 'stub', own?: string) => PartProps<string>;
  /** The blank of the title and of what stands beside it. */
  readonly head: ReactNode;
  readonly meter: ReactNode;
  /** How many buttons the stub will have. */
  readonly actions: 1 | 2;
}): ReactElement {
  return (
    <section {...part('ticket', 'fb-ticket')} aria-busy aria-label={label}>
      <div {...part('body', 'fb-body')} aria-hidden>
        <div>
          {head}
          <p className="fb-p">
            <Blank width="l" />
          </p>
          {actions === 2 ? meter : null}
        </div>
        {actions === 1 ? meter : null}
      </div>
      <div {...part('stub', 'fb-stub')} aria-hidden>
        <div className="fb-stub-price">
          <div className="fb-figure">
            <Blank width="s" />
          </div>
          <div className="fb-small">
            <Blank width="m" />
          </div>
        </div>
        <div className="fb-acts">
          <BlankBlock kind="btn" />
          {actions === 2 ? <BlankBlock kind="btn" /> : null}
        </div>
      </div>
    </section>
  );
}
