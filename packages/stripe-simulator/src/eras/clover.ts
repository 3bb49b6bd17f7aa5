import type { JsonObject } from '../state/stored.js';
import type { Downgrade, Undo } from './undo.js';

// What 2025-09-30.clover changed: a discount names its source, a promotion code its promotion.
export const clover: readonly Undo[] = [
  {
    since: '2025-09-30',
    kind: 'discount',
    undo: (discount, context) => {
      discount['coupon'] = fullCoupon((discount['source'] as JsonObject | null)?.['coupon'], context);
      delete discount['source'];
    },
  },
  {
    since: '2025-09-30',
    kind: 'promotion_code',
    undo: (code, context) => {
      code['coupon'] = fullCoupon((code['promotion'] as JsonObject | null)?.['coupon'], context);
      delete code['promotion'];
    },
  },
];

function fullCoupon(id: unknown, { world, present }: Downgrade): ReturnType<Downgrade['present']> {
  const coupon = typeof id === 'string' ? world.tables.coupons[id] : undefined;
  return coupon ? present(coupon) : null;
}
