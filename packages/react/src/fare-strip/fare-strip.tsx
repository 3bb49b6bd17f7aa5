import { type ReactElement, useId } from 'react';
import type { Tone } from '../elements/tone.js';
import { type Stretch, type StripInput, stripGeometry } from './geometry.js';

export type StripSize = 's' | 'm' | 'l';

export interface FareStripProps extends StripInput {
  readonly size?: StripSize | undefined;
  readonly tone?: Tone | undefined;
  /** A pass: one solid bar without stubs. */
  readonly unlimited?: boolean | undefined;
}

const HEIGHT = { s: 8, m: 16, l: 22 } as const;
const HOLE = { s: 1.4, m: 3, l: 4.2 } as const;
const NOTCH = { s: 0, m: 2.6, l: 3.4 } as const;

/**
 * Tokens as a strip of stubs: left is solid, on hold is hatched, spent is punched. Decoration beside a number that says the
 * same (`aria-hidden`); attributes only, so that a strict content security policy and a server render pass.
 */
export function FareStrip({ size = 'm', tone, unlimited = false, ...input }: FareStripProps): ReactElement {
  const id = useId();
  const height = HEIGHT[size];
  const common = {
    className: 'fb-strip',
    'data-farebox': 'strip',
    'data-size': size,
    'data-tone': tone,
    width: '100%',
    height,
    'aria-hidden': true,
    focusable: false,
  } as const;
  if (unlimited) {
    return (
      <svg {...common} data-state="unlimited">
        <rect className="fb-s-left" width="100%" height={height} />
        <rect className="fb-s-leftedge" width="100%" height={height} rx={size === 's' ? 2 : 3} />
      </svg>
    );
  }
  const drawn = stripGeometry(input);
  const line = (x: number, onPaper: boolean) => (
    <line
      key={`${onPaper ? 'p' : 's'}${x}`}
      className="fb-s-perf"
      data-on={onPaper ? 'paper' : undefined}
      x1={`${x}%`}
      x2={`${x}%`}
      y1="0"
      y2={height}
    />
  );
  return (
    <svg {...common}>
      {drawn.held || drawn.heldElsewhere ? (
        <defs>
          {drawn.held ? <Hatch id={`${id}h`} /> : null}
          {drawn.heldElsewhere ? <Hatch id={`${id}o`} elsewhere /> : null}
        </defs>
      ) : null}
      <rect className="fb-s-paper" width="100%" height={height} />
      {drawn.holes.map((x) => (
        <circle key={x} className="fb-s-hole" cx={`${x}%`} cy={height / 2} r={HOLE[size]} />
      ))}
      {drawn.paperCuts.map((x) => line(x, true))}
      <rect className="fb-s-edge" width="100%" height={height} rx={size === 's' ? 2 : 3} />
      {drawn.solid ? <rect className="fb-s-left" x="0%" width={`${drawn.solid.width}%`} height={height} /> : null}
      {drawn.held ? <Held stretch={drawn.held} height={height} pattern={`${id}h`} /> : null}
      {drawn.heldElsewhere ? <Held stretch={drawn.heldElsewhere} height={height} pattern={`${id}o`} /> : null}
      {drawn.cuts.map((x) => line(x, false))}
      {drawn.solid ? <rect className="fb-s-leftedge" x="0%" width={`${drawn.solid.width}%`} height={height} /> : null}
      {drawn.missing ? (
        <>
          <rect className="fb-s-held" x={`${drawn.missing.x}%`} width={`${drawn.missing.width}%`} height={height} />
          <rect className="fb-s-short" x={`${drawn.missing.x}%`} width={`${drawn.missing.width}%`} height={height} />
        </>
      ) : null}
      {drawn.notch !== null && NOTCH[size] > 0
        ? [0, height].map((y) => <circle key={y} className="fb-s-cut" cx={`${drawn.notch}%`} cy={y} r={NOTCH[size]} />)
        : null}
    </svg>
  );
}

function Held({ stretch, height, pattern }: { stretch: Stretch; height: number; pattern: string }): ReactElement {
  const box = { x: `${stretch.x}%`, width: `${stretch.width}%`, height };
  return (
    <>
      <rect className="fb-s-held" {...box} />
      <rect {...box} fill={`url(#${pattern})`} />
      <rect className="fb-s-heldedge" {...box} />
    </>
  );
}

/** The hatch of tokens on hold. Its id comes from `useId`, so that many strips share a page. */
export function Hatch({ id, elsewhere = false }: { id: string; elsewhere?: boolean | undefined }): ReactElement {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${elsewhere ? -45 : 45})`}
    >
      <line className="fb-s-hatch" data-thin={elsewhere ? '' : undefined} x1="1.2" y1="0" x2="1.2" y2="5" />
    </pattern>
  );
}
