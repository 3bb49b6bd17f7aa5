import { wallClock } from '../../runtime/clock.js';
import type { Versioned } from '../../storage/family.js';
import { inbox } from '../../storage/record-families.js';
import type { BillingContext } from '../engine/billing-context.js';
import type { InboxRow } from './inbox.js';
import { isSameSubject, type Subject, toSubject } from './subject.js';

const LEASE_SECONDS = 120;
const BURST = 500;

export type Claimed = Versioned<InboxRow>;
/** Due events about one thing; `subject: null` = about nothing that we act on. */
export interface Claim {
  readonly subject: Subject | null;
  readonly events: readonly Claimed[];
}

/** Takes up to `limit` due events, grouped by what they are about. */
export async function claimEvents(context: BillingContext, limit: number): Promise<readonly Claim[]> {
  // Live: the database's clock decides about leases. Else the machine's: a test clock that stands still would stop retries.
  const now = context.mode === 'live' ? undefined : wallClock();
  const claims: { subject: Subject | null; events: Claimed[] }[] = [];
  for (const event of await context.store.claimWithLease(inbox, { limit, leaseSeconds: LEASE_SECONDS, now })) {
    const subject = toSubject(event.row);
    const alike = claims.find((one) => one.subject && subject && isSameSubject(one.subject, subject));
    if (alike) alike.events.push(event);
    else claims.push({ subject, events: [event] });
  }
  return claims;
}

/** The other pending events about the same thing: one reading answers them all (W15). */
export async function waitingAlike(context: BillingContext, { subject, events }: Claim): Promise<readonly Claimed[]> {
  if (subject === null) return [];
  const about = subject.kind === 'subscription' ? { subscription: subject.id } : { object: subject.id };
  const page = await context.store.list(
    inbox,
    { mode: context.mode },
    { limit: BURST, cursor: null, where: { status: 'pending', ...about } },
  );
  const taken = new Set(events.map(({ row }) => row.event));
  return page.rows.filter(({ row }) => {
    const other = toSubject(row);
    return !taken.has(row.event) && other !== null && isSameSubject(other, subject);
  });
}
