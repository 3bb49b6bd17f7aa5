import type { DemandReport } from '../../analysis/demand-planner.js';
import { counted, formatNumber, formatShortDay, formatTenths } from '../format.js';
import { BarChart } from './bar-chart.js';

const WEEKS_SHOWN = 26;

/** What each week took, what the next ones will, and what to order. */
export function DemandResult({ report }: { readonly report: DemandReport }) {
  const history = report.total.history.slice(-WEEKS_SHOWN);
  const weeks = report.weeks.slice(-WEEKS_SHOWN);
  const toOrder = report.boxes.reduce((sum, box) => sum + box.toOrder, 0);
  const count = history.length + report.weeksAhead.length;
  const first = weeks[0] ?? report.weeksAhead[0];
  const lastAhead = report.weeksAhead.at(-1);
  return (
    <div className="result-grid">
      <div className="result-left">
        <p className="finding">
          <b>{formatNumber(toOrder)}</b> boxes for the next {counted(report.weeksAhead.length, 'week')}.
        </p>
        <p className="finding-more">
          By {report.method}, each box by itself, from {counted(report.weeks.length, 'whole week')} of orders.
          {report.partialWeeks.length > 0
            ? ` ${counted(report.partialWeeks.length, 'week')} at the edge of the file ${report.partialWeeks.length === 1 ? 'is' : 'are'} cut off and left out.`
            : ''}
        </p>
        <BarChart
          bars={[
            ...history.map((value, index) => ({
              value,
              title: `Week of ${formatShortDay(weeks[index] ?? '')}: ${counted(value, 'box', 'boxes')} used`,
            })),
            ...report.total.forecast.map((value, index) => ({
              value,
              title: `Week of ${formatShortDay(report.weeksAhead[index] ?? '')}: ${counted(value, 'box', 'boxes')} expected`,
              tone: 'open' as const,
            })),
          ]}
          label={`Boxes a week: ${history.join(', ')} used; ${report.total.forecast.join(', ')} expected.`}
          unit="boxes a week"
          axis={[
            ...(first ? [{ at: 0, text: formatShortDay(first) }] : []),
            ...(lastAhead ? [{ at: 1, text: formatShortDay(lastAhead) }] : []),
          ]}
          marker={history.length > 0 ? { at: history.length / count, text: 'forecast' } : undefined}
        />
      </div>
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Box</th>
              <th scope="col" className="n">
                To order
              </th>
              <th scope="col" className="n">
                Next week
              </th>
              <th scope="col" className="n">
                In 8 weeks
              </th>
              <th scope="col" className="n wide">
                Usually off by
              </th>
            </tr>
          </thead>
          <tbody>
            {report.boxes.map((box) => (
              <tr key={box.id}>
                <th scope="row">
                  {box.name}
                  <span className="wide">{box.method}</span>
                </th>
                <td className="n strong">{formatNumber(box.toOrder)}</td>
                <td className="n">{formatNumber(box.forecast[0] ?? 0)}</td>
                <td className="n">{formatNumber(box.forecast.at(-1) ?? 0)}</td>
                <td className="n wide">{box.meanAbsoluteError === null ? '' : formatTenths(box.meanAbsoluteError)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
