import type { Advice } from '../../analysis/suite-advice.js';
import type { BoxUse, SuiteReport } from '../../analysis/suite-analyzer.js';
import { counted, formatNumber, formatPercent, formatTenths } from '../format.js';
import { BarChart } from './bar-chart.js';
import { FillBar } from './fill-bar.js';

const TARGET_BIN = 6;

/** How full the parcels are and which boxes earn their place. */
export function SuiteResult({ report }: { readonly report: SuiteReport }) {
  const bars = report.parcelsByFill.map((value, bin) => ({
    value,
    title: `${bin * 10} to ${bin * 10 + 10}% full: ${counted(value, 'parcel')}`,
    tone: bin >= TARGET_BIN ? ('strong' as const) : ('soft' as const),
  }));
  const below = report.parcelsByFill.slice(0, TARGET_BIN).reduce((sum, count) => sum + count, 0);
  const label = `Parcels by how full they are. ${formatNumber(below)} of ${counted(report.parcelCount, 'parcel')} are less than 60% full.`;
  return (
    <div className="result-grid">
      <div className="result-left">
        <p className="finding">
          <b>{formatPercent(1 - report.utilisation)}</b> of the volume you ship is air.
        </p>
        <p className="finding-more">{advice(report)}</p>
        <BarChart
          bars={bars}
          label={label}
          unit="parcels"
          axis={[
            { at: 0, text: 'empty' },
            { at: 0.5, text: 'half full' },
            { at: 1, text: 'full' },
          ]}
          marker={{ at: 0.6, text: 'target, 60% full' }}
        />
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
              <th scope="col" className="n wide">
                Air per parcel
              </th>
              <th scope="col">Advice</th>
            </tr>
          </thead>
          <tbody>
            {report.boxes.map((box) => (
              <BoxRow key={box.id} box={box} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function BoxRow({ box }: { readonly box: BoxUse }) {
  return (
    <tr>
      <th scope="row">
        {box.name}
        <span>{box.sides}</span>
      </th>
      <td className="n">{formatNumber(box.parcels)}</td>
      <td className="fill">
        {box.averageFill === null ? <span className="quiet">none</span> : <FillBar share={box.averageFill} />}
      </td>
      <td className="n wide">{box.airPerParcelLitres === null ? '' : `${formatTenths(box.airPerParcelLitres)} L`}</td>
      <td className={box.advice.kind === 'keep' ? 'quiet' : 'strong'}>{adviceText(box.advice)}</td>
    </tr>
  );
}

function adviceText(advice: Advice): string {
  switch (advice.kind) {
    case 'keep':
      return 'Keep';
    case 'unused':
      return 'Nobody needs it';
    case 'drop':
      return `Drop, use ${advice.useInstead}`;
    case 'lower':
      return `Make ${advice.byMm} mm lower`;
  }
}

function advice(report: SuiteReport): string {
  const filler = `The parcels take ${counted(Math.round(report.voidFillLitres), 'litre')} of filler.`;
  const drop = report.unneeded.length === 0 ? '' : ` Nobody needs ${joined(report.unneeded)}.`;
  const saved = Math.round(report.savedLitres);
  const save = saved < 1 ? '' : ` Following the advice ships ${counted(saved, 'litre')} less.`;
  return filler + drop + save;
}

const joined = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
