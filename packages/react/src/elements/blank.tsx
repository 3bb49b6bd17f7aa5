import type { ReactElement } from 'react';

/** A blank of the skeleton: as wide as a usual text, and never a made-up amount. */
export function Blank({ width }: { readonly width: 'xs' | 's' | 'm' | 'l' }): ReactElement {
  return (
    <span className="fb-sk" data-w={width}>
      &nbsp;
    </span>
  );
}

export function BlankBlock({ kind }: { readonly kind: 'strip' | 'btn' | 'carnet' | 'seg' }): ReactElement {
  return <span className="fb-sk" data-block={kind} />;
}
