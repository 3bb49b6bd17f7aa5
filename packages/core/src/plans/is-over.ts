import type { Instant } from '../domain/ledger-rows.js';
import { isLiveStatus } from './plan-schedule.js';
import type { SubscriptionRow } from './subscription-row.js';

type Ending = Pick<SubscriptionRow, 'status' | 'endedAt' | 'cancelAt'>;

/** When it ended by its row and the clock: an end that was asked for needs no webhook to come true. */
export function endedAtOf({ endedAt, cancelAt }: Ending, now: Instant): number | null {
  if (endedAt !== null) return endedAt;
  return cancelAt !== null && cancelAt <= now ? cancelAt : null;
}
/** The one rule for "is it over?": what does not occupy its place, or has ended though nobody told us. */
export const isOver = (row: Ending, now: Instant): boolean => !isLiveStatus(row.status) || endedAtOf(row, now) !== null;
