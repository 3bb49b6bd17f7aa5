import type { Yielder } from '../cooperate.js';
import type { Box } from './box.js';
import { type PackedOrder, type Parcel, packOrder } from './pack-order.js';
import type { Order } from './to-orders.js';

export interface PackedOrders {
  readonly packed: readonly { readonly order: Order; readonly parcels: readonly Parcel[] }[];
  /** Orders that could not be packed, each with its reason. Together with `packed`: every order, once. */
  readonly unpacked: readonly { readonly orderId: string; readonly reason: string }[];
}

/** Packs every order by itself. Orders with the same contents are worked out once. */
export async function packOrders(
  orders: readonly Order[],
  suite: readonly Box[],
  yielder: Yielder,
): Promise<PackedOrders> {
  const known = new Map<string, PackedOrder>();
  const packed: { order: Order; parcels: readonly Parcel[] }[] = [];
  const unpacked: { orderId: string; reason: string }[] = [];
  for (const [index, order] of orders.entries()) {
    await yielder.turn(index / orders.length);
    const answer = known.get(order.contents) ?? packOrder(order, suite);
    known.set(order.contents, answer);
    if (answer.packed) packed.push({ order, parcels: answer.parcels });
    else unpacked.push({ orderId: order.id, reason: answer.reason });
  }
  return { packed, unpacked };
}
