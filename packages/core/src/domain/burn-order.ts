import type { GrantRow } from './ledger-rows.js';

type Burned = Pick<GrantRow, 'id' | 'priority' | 'expiresAt' | 'category' | 'startsAt'>;
/** Given tokens burn before bought ones of the same priority and expiry. */
const paidLast = (grant: Burned): number => (grant.category === 'paid' ? 1 : 0);

/**
 * The one order in which grants burn, total and therefore the same everywhere: priority (lower first), expiry (sooner
 * first, never last), given before bought, start, the order of granting. Refunds run through it backwards.
 */
export function compareBurn(a: Burned, b: Burned): number {
  return (
    a.priority - b.priority ||
    (a.expiresAt === b.expiresAt ? 0 : (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity)) ||
    paidLast(a) - paidLast(b) ||
    a.startsAt - b.startsAt ||
    a.id - b.id
  );
}

/** May it be spent at that instant? */
export const isLive = (grant: Pick<GrantRow, 'startsAt' | 'expiresAt'>, at: number): boolean =>
  grant.startsAt <= at && (grant.expiresAt === null || grant.expiresAt > at);
