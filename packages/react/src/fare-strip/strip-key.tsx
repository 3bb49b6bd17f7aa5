import { type ReactElement, useId } from 'react';
import type { Tone } from '../elements/tone.js';
import { Hatch } from './fare-strip.js';

/** The textures of the strip, as a legend names them. */
export type Texture = 'left' | 'held' | 'heldElsewhere' | 'used' | 'missing';

/** One texture as a 14 x 10 swatch, for legends and lists of facts. */
export function StripKey({
  texture,
  tone,
}: {
  readonly texture: Texture;
  readonly tone?: Tone | undefined;
}): ReactElement {
  const id = useId();
  return (
    <svg className="fb-key" data-tone={tone} width="14" height="10" aria-hidden focusable={false}>
      {swatch(texture, id)}
    </svg>
  );
}

function swatch(texture: Texture, id: string): ReactElement {
  switch (texture) {
    case 'left':
      return <rect className="fb-s-left" width="14" height="10" />;
    case 'held':
    case 'heldElsewhere':
      return (
        <>
          <defs>
            <Hatch id={id} elsewhere={texture === 'heldElsewhere'} />
          </defs>
          <rect width="14" height="10" fill={`url(#${id})`} />
          <rect className="fb-s-heldedge" width="14" height="10" />
        </>
      );
    case 'used':
      return (
        <>
          <rect className="fb-s-paper" width="14" height="10" />
          <circle className="fb-s-hole" cx="7" cy="5" r="2" />
          <rect className="fb-s-edge" width="14" height="10" rx="2" />
        </>
      );
    case 'missing':
      return <rect className="fb-s-short" width="14" height="10" />;
  }
}
