import type { PdpField, PdpReport } from '../../analysis/pdp-analyzer.js';
import { counted, formatNumber, formatPercent } from '../format.js';
import { FillBar } from './fill-bar.js';

const FIELD_NAMES: Readonly<Record<PdpField, string>> = {
  title: 'Title',
  length: 'Length',
  width: 'Width',
  height: 'Height',
  weight: 'Weight',
};
const SHOWN = 12;

/** What product pages lack and which cannot be right. */
export function PdpResult({ report }: { readonly report: PdpReport }) {
  const flawed = report.products.length;
  const hidden = flawed - SHOWN;
  return (
    <div className="result-grid">
      <div className="result-left">
        <p className="finding">
          <b>{formatNumber(flawed)}</b> of {counted(report.productCount, 'product page')}{' '}
          {flawed === 1 ? 'needs' : 'need'} work.
        </p>
        <p className="finding-more">
          {formatPercent(report.completeness)} of the cells that packaging needs are filled.{' '}
          {report.rules.map(({ text, products }) => `${text}: ${formatNumber(products)}.`).join(' ')}
        </p>
        <dl className="field-bars">
          {report.fields.map(({ field, filled }) => (
            <div key={field}>
              <dt>{FIELD_NAMES[field]}</dt>
              <dd>
                <FillBar share={report.productCount === 0 ? 0 : filled / report.productCount} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="table-wrap">
        {flawed === 0 ? (
          <p className="quiet">Nothing to mend.</p>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col" className="n">
                  Units
                </th>
                <th scope="col">Findings</th>
              </tr>
            </thead>
            <tbody>
              {report.products.slice(0, SHOWN).map((product) => (
                <tr key={product.sku}>
                  <th scope="row" className="wrap">
                    {product.title ?? 'No title'}
                    <span>{product.sku}</span>
                  </th>
                  <td className="n">{formatNumber(product.units)}</td>
                  <td>
                    <ul className="findings">
                      {product.findings.map((finding) => (
                        <li key={finding.text}>{finding.text}</li>
                      ))}
                    </ul>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {hidden > 0 ? (
          <p className="note">{counted(hidden, 'product')} more, less ordered, have findings too.</p>
        ) : null}
      </div>
    </div>
  );
}
