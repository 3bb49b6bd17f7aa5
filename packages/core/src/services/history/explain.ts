import type { Customer } from '../../customer.js';
import type { Instant } from '../../domain/ledger-rows.js';
import type { ExplainedLine, Explanation } from '../../explanation.js';
import { explainLedger } from '../../ledger/explain-ledger.js';
import { everyDetail } from '../../ledger/ledger-reads.js';
import type { NowOption } from '../../token-options.js';
import { toDetailedBalance } from '../tokens/balance.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { toLedgerLine } from './ledger-lines.js';
import { readAccount } from '../tokens/read-account.js';

const READINGS = 4;
const date = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** Every grant, hold and entry behind the numbers that a user sees. Writes nothing; null = never seen. */
export async function explain(
  context: EngineContext,
  customer: Customer,
  options: NowOption = {},
): Promise<Explanation | null> {
  return context.telemetry.span('farebox.tokens.explain', {}, async () => {
    const now = await unitNow(context, options.now);
    const account = await context.accounts.find(customer);
    if (account === null) return null;
    for (let reading = 1; ; reading += 1) {
      const found = await explainLedger(context.store, account, now);
      if (found === null) return null;
      const state = await readAccount(context, account, now ?? found.balance.asOf);
      // The balance and what stands behind it are of one revision: somebody wrote in between, so both are read again.
      if (state.account?.revision !== found.balance.revision && reading < READINGS) continue;
      const details = new Map((await everyDetail(context.store, account)).map((row) => [row.seq, row]));
      return {
        balance: toDetailedBalance(state),
        schedules: found.schedules.map((schedule) => ({
          slot: schedule.slot,
          plan: schedule.plan,
          tokens: schedule.amount,
          policy: schedule.policy,
          from: new Date(schedule.from),
          until: date(schedule.until),
          keepUntil: date(schedule.keepUntil),
        })),
        grants: found.grants.map(({ grant, ...became }) => ({
          id: String(grant.id),
          category: grant.category,
          key: grant.key,
          amount: grant.amount,
          remaining: grant.remaining,
          startsAt: new Date(grant.startsAt),
          expiresAt: date(grant.expiresAt),
          reference: grant.reference,
          ...became,
        })),
        holds: found.holds.map((hold) => ({
          key: hold.key,
          held: hold.amount,
          takenAt: new Date(hold.takenAt),
          expiresAt: new Date(hold.until),
          feature: hold.parts[0]?.feature ?? null,
          member: hold.parts[0]?.member ?? null,
        })),
        entries: found.entries.map((entry): ExplainedLine => {
          const { reference = null, metadata = null, actor = null, reason = null } = details.get(entry.seq) ?? {};
          return { ...toLedgerLine(entry), reference, metadata, actor, reason };
        }),
        periodFrom: found.periodFrom,
      };
    }
  });
}
