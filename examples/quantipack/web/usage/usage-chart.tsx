import { niceScale } from '../results/chart-scale.js';
import { counted, formatNumber, formatShortDay } from '../format.js';
import type { UsageDay } from './usage-days.js';

const TOP = 14;
const BASE = 108;
const HEIGHT = 134;
/** Bars are cut into stubs of five tokens, the scale of every drawing of tokens. */
const STUB = 5;

/** Tokens used per day, drawn as stubs; a dotted line where new tokens came. */
export function UsageChart({ days }: { readonly days: readonly UsageDay[] }) {
  const most = Math.max(STUB, ...days.map(({ used }) => used));
  const { top, ticks } = niceScale(most, STUB);
  const y = (tokens: number) => BASE - ((BASE - TOP) * tokens) / top;
  const slot = 100 / days.length;
  const total = days.reduce((sum, { used }) => sum + used, 0);
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return null;
  const label = `${counted(total, 'token')} used from ${formatShortDay(first.day)} to ${formatShortDay(last.day)}. The most in a day was ${formatNumber(Math.max(...days.map(({ used }) => used)))}.`;
  return (
    <div className="usage-chart">
      <svg width="26" height={HEIGHT} aria-hidden="true">
        {ticks.map((tick) => (
          <text key={tick} x="26" y={Math.round(y(tick)) + 4} textAnchor="end">
            {formatNumber(tick)}
          </text>
        ))}
      </svg>
      <svg width="100%" height={HEIGHT} role="img" aria-label={label}>
        {ticks.map((tick) => (
          <line
            key={tick}
            className={tick === 0 ? 'base' : 'grid'}
            x1="0"
            x2="100%"
            y1={Math.round(y(tick)) + 0.5}
            y2={Math.round(y(tick)) + 0.5}
          />
        ))}
        {days.map(({ day, used, granted }, index) => {
          const x = slot * (index + 0.16);
          const cuts = Array.from({ length: Math.max(0, Math.ceil(used / STUB) - 1) }, (_, cut) => (cut + 1) * STUB);
          return (
            <g key={day}>
              {granted > 0 ? (
                <>
                  <line className="granted" x1={`${slot * index}%`} x2={`${slot * index}%`} y1={TOP - 4} y2={BASE} />
                  <text
                    x={`${slot * index}%`}
                    dx={index > days.length * 0.7 ? -6 : 6}
                    y={TOP + 2}
                    textAnchor={index > days.length * 0.7 ? 'end' : 'start'}
                  >
                    {formatNumber(granted)} new
                  </text>
                </>
              ) : null}
              {used > 0 ? (
                <rect className="bar" x={`${x}%`} width={`${slot * 0.68}%`} y={y(used)} height={BASE - y(used)}>
                  <title>
                    {formatShortDay(day)}: {counted(used, 'token')}
                  </title>
                </rect>
              ) : null}
              {cuts.map((cut) => (
                <line key={cut} className="cut" x1={`${x}%`} x2={`${x + slot * 0.68}%`} y1={y(cut)} y2={y(cut)} />
              ))}
            </g>
          );
        })}
        <text x="0" y={HEIGHT - 8}>
          {formatShortDay(first.day)}
        </text>
        <text x="100%" y={HEIGHT - 8} textAnchor="end">
          {formatShortDay(last.day)}
        </text>
      </svg>
    </div>
  );
}
