import type { OrderSource } from '../../server/host/order-sources.js';
import { counted, formatNumber } from '../format.js';
import { Icon } from '../shell/icons.js';

/** Rows that cannot be used, by line and reason. Nothing to show for a clean file. */
export function BadRows({ source }: { readonly source: OrderSource }) {
  if (source.badRowCount === 0) {
    return (
      <p className="note">
        {counted(source.rowCount, 'row')}, {counted(source.productCount, 'product')}. Every row can be used.
      </p>
    );
  }
  if (source.orderCount === 0) {
    return (
      <div className="note bad" role="alert">
        <Icon name="warn" />
        <span>
          No row of this file can be used. {source.badRows[0]?.reason} The columns are order_id, date, sku, title,
          length_mm, width_mm, height_mm, weight_g and quantity.
        </span>
      </div>
    );
  }
  const hidden = source.badRowCount - source.badRows.length;
  return (
    <details className="note bad-rows">
      <summary>
        {counted(source.rowCount, 'row')}, {counted(source.productCount, 'product')}.{' '}
        <b>{counted(source.badRowCount, 'row')} cannot be used</b>, the rest can.
      </summary>
      <ol>
        {source.badRows.map(({ line, reason }) => (
          <li key={line}>
            <span>Line {formatNumber(line)}</span>
            {reason}
          </li>
        ))}
      </ol>
      {hidden > 0 ? <p>{counted(hidden, 'row')} more are left out.</p> : null}
    </details>
  );
}
