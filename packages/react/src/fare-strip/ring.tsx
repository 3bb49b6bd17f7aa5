import type { ReactElement } from 'react';
import type { Tone } from '../elements/tone.js';
import { stubCount } from './geometry.js';

export interface RingProps {
  readonly left: number;
  readonly limit: number;
  readonly held?: number | undefined;
  readonly unlimited?: boolean | undefined;
  /** Edge length in px. From 40 px on a stub is an arc; below it is one arc and dots. */
  readonly size?: number | undefined;
  readonly tone?: Tone | undefined;
  /** The figure inside, already formatted; drawn from 40 px. */
  readonly text?: string | undefined;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The strip bent into a ring. Decoration beside a number that says the same. */
export function Ring({ left, limit, held = 0, unlimited = false, size = 44, tone, text }: RingProps): ReactElement {
  const large = size >= 40;
  const centre = size / 2;
  const width = large ? 6 : size >= 24 ? 4 : 3.5;
  const radius = centre - width / 2 - 0.5;
  const stubs = stubCount(limit);
  const gap = large ? 0.16 : 0.26;
  const turn = 2 * Math.PI;
  const start = -Math.PI / 2;
  const share = limit > 0 ? Math.min(1, Math.max(0, left / limit)) : 0;
  const freeShare = limit > 0 ? Math.min(1, Math.max(0, (left - held) / limit)) : 0;
  const point = (angle: number): string =>
    `${round(centre + radius * Math.cos(angle))} ${round(centre + radius * Math.sin(angle))}`;
  const arc = (from: number, to: number): string =>
    `M${point(from)}A${round(radius)} ${round(radius)} 0 ${to - from > Math.PI ? 1 : 0} 1 ${point(to)}`;
  const drawn: ReactElement[] = [];
  if (unlimited)
    drawn.push(<circle key="all" className="fb-r-arc" cx={centre} cy={centre} r={round(radius)} strokeWidth={width} />);
  else {
    if (!large && share > 0)
      drawn.push(
        <path
          key="arc"
          className="fb-r-arc"
          strokeWidth={width}
          d={arc(start, start + turn * Math.min(0.9999, share))}
        />,
      );
    for (let index = 0; index < stubs; index += 1) {
      const from = start + (index * turn) / stubs + gap / 2;
      const to = start + ((index + 1) * turn) / stubs - gap / 2;
      const filled = Math.min(1, Math.max(0, stubs * share - index));
      const free = Math.min(1, Math.max(0, stubs * freeShare - index));
      if (filled > 0 && large) {
        const whole = from + (to - from) * Math.max(filled, 0.3);
        const edge = from + (to - from) * free;
        if (free > 0)
          drawn.push(
            <path
              key={`f${index}`}
              className="fb-r-arc"
              strokeWidth={width}
              d={arc(from, free === filled ? whole : edge)}
            />,
          );
        if (free < filled)
          drawn.push(
            <path key={`h${index}`} className="fb-r-arc" data-held="" strokeWidth={width} d={arc(edge, whole)} />,
          );
      }
      if (filled === 0) {
        const middle = (from + to) / 2;
        drawn.push(
          <circle
            key={`d${index}`}
            className="fb-r-dot"
            cx={round(centre + radius * Math.cos(middle))}
            cy={round(centre + radius * Math.sin(middle))}
            r={large ? 1.5 : 1}
          />,
        );
      }
    }
  }
  return (
    <svg
      className="fb-ring"
      data-farebox="ring"
      data-tone={tone}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden
      focusable={false}
    >
      {drawn}
      {large && text !== undefined ? (
        <text x={centre} y={centre + 4}>
          {text}
        </text>
      ) : null}
    </svg>
  );
}
