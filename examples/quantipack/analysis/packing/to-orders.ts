import type { OrderLine } from '../order-line.js';
import { measuresOf, toProducts } from '../products.js';
import type { Item } from './box.js';

/** One order as the packing table sees it. */
export interface Order {
  readonly id: string;
  readonly day: number;
  /** What is ordered, as text: two orders with the same contents pack alike. */
  readonly contents: string;
  readonly items: readonly Item[];
  /** SKUs that have no size anywhere in the file, so that nobody can say what the order needs. */
  readonly unmeasured: readonly string[];
}

/** Puts the rows of each order together, in the order of the file; an order's day is that of its first row. */
export function toOrders(lines: readonly OrderLine[]): Order[] {
  const measures = new Map(toProducts(lines).map((product) => [product.sku, measuresOf(product)]));
  const byOrder = new Map<string, { day: number; units: Map<string, number> }>();
  for (const line of lines) {
    const order = byOrder.get(line.orderId) ?? { day: line.day, units: new Map<string, number>() };
    order.units.set(line.sku, (order.units.get(line.sku) ?? 0) + line.quantity);
    byOrder.set(line.orderId, order);
  }
  return [...byOrder].map(([id, { day, units }]) => {
    const counted = [...units].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      id,
      day,
      contents: JSON.stringify(counted),
      items: counted.flatMap(([sku, quantity]) => {
        const sides = measures.get(sku);
        return sides ? Array.from({ length: quantity }, () => ({ sku, ...sides })) : [];
      }),
      unmeasured: counted.map(([sku]) => sku).filter((sku) => !measures.get(sku)),
    };
  });
}
