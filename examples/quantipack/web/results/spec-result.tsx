import type { SpecReport } from '../../analysis/spec-report.js';
import { counted, formatNumber, formatPercent, formatTenths } from '../format.js';
import { Icon } from '../shell/icons.js';
import { BarChart } from './bar-chart.js';
import { FillBar } from './fill-bar.js';

/** The suite proposed, against today's, with a sheet to send to the box maker. */
export function SpecResult({ report }: { readonly report: SpecReport }) {
  const { today, proposed } = report;
  if (report.specs.length === 0)
    return <p className="finding">No order could be packed, so there is nothing to propose.</p>;
  const smaller = 1 - proposed.litresPerParcel / today.litresPerParcel;
  return (
    <div className="result-grid">
      <div className="result-left">
        <p className="finding">
          <b>{counted(report.specs.length, 'size')}</b> ship the same orders in {formatPercent(smaller)} less volume.
        </p>
        <p className="finding-more">
          {formatTenths(proposed.litresPerParcel)} litres a parcel instead of {formatTenths(today.litresPerParcel)} with
          the {counted(today.boxes, 'size')} in use; boxes are {formatPercent(proposed.utilisation)} full instead of{' '}
          {formatPercent(today.utilisation)}.
        </p>
        <BarChart
          bars={report.curve.map(({ boxes, litresPerParcel }) => ({
            value: litresPerParcel,
            title: `${counted(boxes, 'size')}: ${formatTenths(litresPerParcel)} litres a parcel`,
            tone: boxes === report.specs.length ? 'strong' : 'soft',
          }))}
          label={`Litres a parcel by number of sizes: ${report.curve.map(({ boxes, litresPerParcel }) => `${boxes}: ${formatTenths(litresPerParcel)}`).join(', ')}. ${report.specs.length} are proposed.`}
          unit="litres a parcel"
          axis={report.curve.map(({ boxes }, index) => ({
            at: (index + 0.5) / report.curve.length,
            text: index === 0 ? counted(boxes, 'size') : String(boxes),
          }))}
        />
        <SheetLink sheet={report.sheet} />
      </div>
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Box, inside mm</th>
              <th scope="col" className="n">
                Parcels
              </th>
              <th scope="col" className="fill">
                Average fill
              </th>
              <th scope="col" className="wide">
                Blank, mm
              </th>
              <th scope="col" className="wide">
                Board
              </th>
            </tr>
          </thead>
          <tbody>
            {report.specs.map((spec) => (
              <tr key={spec.id}>
                <th scope="row">
                  {spec.name}
                  <span>{spec.inside}</span>
                </th>
                <td className="n">{formatNumber(spec.parcels)}</td>
                <td className="fill">
                  <FillBar share={spec.averageFill} />
                </td>
                <td className="wide quiet nowrap">{spec.blank}</td>
                <td className="wide quiet">
                  {spec.board}
                  <span className="sub">up to {spec.maxWeightKg} kg</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function SheetLink({ sheet }: { readonly sheet: string }) {
  return (
    <p>
      <a className="btn" href={`data:text/markdown;charset=utf-8,${encodeURIComponent(sheet)}`} download="box-suite.md">
        <Icon name="down" />
        Download the spec sheet
      </a>
    </p>
  );
}
