import type { UnpackedSummary } from '../../analysis/report.js';
import { counted } from '../format.js';

/** Orders left out of the figures, each with its reason. */
export function UnpackedOrders({ report }: { readonly report: UnpackedSummary }) {
  if (report.unpackedCount === 0) return null;
  const hidden = report.unpackedCount - report.unpacked.length;
  return (
    <details className="note bad-rows">
      <summary>
        <b>{counted(report.unpackedCount, 'order')}</b> could not be packed and{' '}
        {report.unpackedCount === 1 ? 'is' : 'are'} not in these figures.
      </summary>
      <ol>
        {report.unpacked.map(({ orderId, reason }) => (
          <li key={orderId}>
            <span>{orderId}</span>
            {reason}
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p>{counted(hidden, 'order')} more.</p> : null}
    </details>
  );
}
