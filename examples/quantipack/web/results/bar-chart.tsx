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
  /** What the numbers count, above the axis: "orders". */
  readonly unit: string;
  /** Words under the axis: where (0 to 1) and what. */
  readonly axis: readonly { readonly at: number; readonly text: string }[];
  /** A dashed vertical with words beside it. */
  readonly marker?: { readonly at: number; readonly text: string } | undefined;
}

const TOP = 28;
const BASE = 142;
const HEIGHT = 166;

/** Bars to scale. Places are in percent and heights in px, so it fits any width without a resize observer. */
export function BarChart({ bars, label, unit, axis, marker }: BarChartProps) {
  const { top, ticks } = niceScale(Math.max(...bars.map(({ value }) => value), 0));
  const heightOf = (value: number) => ((BASE - TOP) * value) / top;
  const slot = 100 / bars.length;
  return (
    <div className="chart">
      <svg width="26" height={HEIGHT} aria-hidden="true">
        {ticks.map((tick) => (
          <text key={tick} x="26" y={crisp(BASE - heightOf(tick)) + 3.5} textAnchor="end">
            {formatNumber(tick)}
          </text>
        ))}
      </svg>
      <svg width="100%" height={HEIGHT} role="img" aria-label={label}>
        <text x="0" y={TOP - 14}>
          {unit}
        </text>
        {ticks.map((tick) => (
          <line
            key={tick}
            className={tick === 0 ? 'base' : 'grid'}
            x1="0"
            x2="100%"
            y1={crisp(BASE - heightOf(tick))}
            y2={crisp(BASE - heightOf(tick))}
          />
        ))}
        {bars.map(({ value, title, tone = 'strong' }, index) => (
          <rect
            // oxlint-disable-next-line no-array-index-key -- a bar is its place
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
        {marker ? <Marker {...marker} /> : null}
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
    </div>
  );
}

const crisp = (y: number) => Math.round(y) + 0.5;

/** Its words stand on the side that has room. */
function Marker({ at, text }: NonNullable<BarChartProps['marker']>) {
  const x = `${at * 100}%`;
  const isLate = at > 0.6;
  return (
    <>
      <line className="marker" x1={x} x2={x} y1={TOP - 22} y2={BASE} />
      <text className="marker-text" x={x} dx={isLate ? -6 : 6} y={TOP - 14} textAnchor={isLate ? 'end' : 'start'}>
        {text}
      </text>
    </>
  );
}
