import type { ReactNode } from 'react';
import { formatNumber } from '../format.js';
import { niceScale } from './chart-scale.js';

export interface Bar {
  readonly value: number;
  /** Says the bar in full, for the pointer. */
  readonly title: string;
  readonly tone?: 'strong' | 'soft' | 'open' | undefined;
}

export interface BarChartProps {
  readonly bars: readonly Bar[];
  /** The whole picture in one sentence, for those who do not see it. */
  readonly label: string;
  /** Unit after the top tick, "orders". */
  readonly unit: string;
  /** Words under the axis: where (0 to 1) and what. */
  readonly axis: readonly { readonly at: number; readonly text: string }[];
  /** A dashed vertical with words beside it. */
  readonly marker?: { readonly at: number; readonly text: string } | undefined;
}

const TOP = 26;
const BASE = 142;
const HEIGHT = 166;

/** Bars to scale. Places are in percent and heights in px, so it fits any width without a resize observer. */
export function BarChart({ bars, label, unit, axis, marker }: BarChartProps) {
  const { top, ticks } = niceScale(Math.max(...bars.map(({ value }) => value), 0));
  const heightOf = (value: number) => ((BASE - TOP) * value) / top;
  const slot = 100 / bars.length;
  return (
    <svg className="chart" width="100%" height={HEIGHT} role="img" aria-label={label}>
      {ticks.map((tick) => (
        <Tick key={tick} y={BASE - heightOf(tick)} base={tick === 0}>
          {tick === 0 ? null : tick === ticks.at(-1) ? `${formatNumber(tick)} ${unit}` : formatNumber(tick)}
        </Tick>
      ))}
      {bars.map(({ value, title, tone = 'strong' }, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          key={index}
          className="bar"
          data-tone={tone}
          x={`${slot * (index + 0.08)}%`}
          width={`${slot * 0.84}%`}
          y={BASE - heightOf(value)}
          height={heightOf(value)}
        >
          <title>{title}</title>
        </rect>
      ))}
      {marker ? (
        <>
          <line className="marker" x1={`${marker.at * 100}%`} x2={`${marker.at * 100}%`} y1={TOP - 12} y2={BASE} />
          <text
            className="marker-text"
            x={`${marker.at * 100}%`}
            dx={marker.at > 0.6 ? -6 : 6}
            y={TOP - 4}
            textAnchor={marker.at > 0.6 ? 'end' : 'start'}
          >
            {marker.text}
          </text>
        </>
      ) : null}
      {axis.map(({ at, text }) => (
        <text
          key={text}
          x={`${at * 100}%`}
          y={HEIGHT - 6}
          textAnchor={at === 0 ? 'start' : at === 1 ? 'end' : 'middle'}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}

function Tick({ y, base, children }: { readonly y: number; readonly base: boolean; readonly children: ReactNode }) {
  const crisp = Math.round(y) + 0.5;
  return (
    <>
      <line className={base ? 'base' : 'grid'} x1="0" x2="100%" y1={crisp} y2={crisp} />
      {children ? (
        <text x="0" y={crisp - 4}>
          {children}
        </text>
      ) : null}
    </>
  );
}
