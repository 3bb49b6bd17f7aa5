import type { BadRow, ParsedOrders } from './order-line.js';
import type { PackedOrders } from './packing/pack-orders.js';

/** Long lists are cut for the page; the counts are always whole. */
const LISTED = 50;

/** What every report says about its input. */
export interface InputSummary {
  /** Good rows that the work went through: what the actual complexity is measured by. */
  readonly rowsProcessed: number;
  readonly orderCount: number;
  readonly productCount: number;
  readonly badRowCount: number;
  readonly badRows: readonly BadRow[];
}

export function summarizeInput({ lines, badRows }: ParsedOrders): InputSummary {
  return {
    rowsProcessed: lines.length,
    orderCount: new Set(lines.map((line) => line.orderId)).size,
    productCount: new Set(lines.map((line) => line.sku)).size,
    badRowCount: badRows.length,
    badRows: badRows.slice(0, LISTED),
  };
}

/** Orders that were not packed, each with its reason. */
export interface UnpackedSummary {
  readonly unpackedCount: number;
  readonly unpacked: PackedOrders['unpacked'];
}

export const summarizeUnpacked = ({ unpacked }: PackedOrders): UnpackedSummary => ({
  unpackedCount: unpacked.length,
  unpacked: unpacked.slice(0, LISTED),
});
