import { counted, formatFullDay, formatMoment, formatNumber, formatSigned, TIME_ZONE } from '../format.js';
import { UsageChart } from './usage-chart.js';
import { type UsageLine, usageByDay } from './usage-days.js';

const DAYS = 30;

export interface UsageCardProps {
  /** Newest first. */
  readonly lines: readonly UsageLine[];
  readonly today: Date;
  nameOf(feature: string): string;
  whoIs(member: string | null): string;
  readonly more: { readonly busy: boolean; load(): void } | null;
}

/** Where the tokens went: a chart of the last thirty days over the entries themselves. */
export function UsageCard({ lines, today, nameOf, whoIs, more }: UsageCardProps) {
  const days = usageByDay(lines, today, DAYS);
  const used = days.reduce((sum, day) => sum + day.used, 0);
  const since = days[0]?.day ?? today;
  return (
    <section className="usage" aria-labelledby="usage-heading">
      <header className="usage-head">
        <h2 id="usage-heading">Tokens used</h2>
        <p>
          {used === 0
            ? `No tokens used since ${formatFullDay(since)}.`
            : `${counted(used, 'token')} since ${formatFullDay(since)}. One stub is 5 tokens.`}
        </p>
      </header>
      {used > 0 ? <UsageChart days={days} /> : null}
      {lines.length > 0 ? (
        <table className="usage-table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col" className="who-col">
                Who
              </th>
              <th scope="col" className="n">
                Tokens
              </th>
              <th scope="col" className="n">
                Balance
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td className="quiet when">{formatMoment(line.at)}</td>
                <td className="what">{describe(line, nameOf)}</td>
                <td className="quiet who-col">{whoIs(line.member)}</td>
                <td className="n tokens">
                  {line.held > 0 ? (
                    <span className="quiet">({formatNumber(line.held)})</span>
                  ) : (
                    formatSigned(line.amount)
                  )}
                </td>
                <td className="n quiet balance">
                  {line.balanceAfter === null ? '∞' : formatNumber(line.balanceAfter)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <footer className="usage-foot">
        <span>Times in {TIME_ZONE}</span>
        <span>
          {counted(lines.length, 'entry', 'entries')}
          {more ? (
            <>
              {'. '}
              <button type="button" className="link" aria-busy={more.busy} onClick={() => more.load()}>
                Show more
              </button>
            </>
          ) : null}
        </span>
      </footer>
    </section>
  );
}

function describe({ kind, feature, amount }: UsageLine, nameOf: (feature: string) => string): string {
  const name = feature === null ? null : nameOf(feature);
  switch (kind) {
    case 'hold':
      return `${name ?? 'Run'}, on hold`;
    case 'release':
      return `${name ?? 'Run'} did not finish, tokens returned`;
    case 'holdExpired':
      return `${name ?? 'Run'} ran out, tokens returned`;
    case 'refill':
      return 'New tokens of the plan';
    case 'grant':
      return 'Tokens added';
    case 'expire':
      return 'Unused tokens expired';
    case 'refund':
      return `${name ?? 'Run'}, refunded`;
    case 'clawback':
      return 'Tokens taken back after a refund';
    default:
      return name ?? (amount < 0 ? 'Tokens used' : 'Tokens added');
  }
}
