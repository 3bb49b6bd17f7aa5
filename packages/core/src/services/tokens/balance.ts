import type { Customer } from '../../customer.js';
import { balanceOf, grantsOf } from '../../domain/balance.js';
import type { AccountRow, Instant } from '../../domain/ledger-rows.js';
import type { Balance, DetailedBalance } from '../../outcomes.js';
import type { NowOption } from '../../token-options.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { type AccountState, readAccount } from './read-account.js';

const date = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** The figures, and the grants behind them. */
export async function balance(
  context: EngineContext,
  customer: Customer,
  options: NowOption = {},
): Promise<DetailedBalance> {
  return context.telemetry.span('farebox.tokens.balance', {}, async () => {
    const account = await context.accounts.open(customer);
    return toDetailedBalance(await readAccount(context, account, await unitNow(context, options.now)));
  });
}

/** The figures of a settled account as the host reads them: instants become dates. A commit's answer is such an account. */
export function toBalance(account: AccountRow | null, now: Instant): Balance {
  const figures = balanceOf(account, now);
  return {
    ...figures,
    resetDate: date(figures.resetDate),
    asOf: new Date(figures.asOf),
    staleAt: date(figures.staleAt),
  };
}

/** The same with the grants that may be spent now; they lose what is not the host's to read. */
export function toDetailedBalance({
  account,
  grants,
  now,
}: Pick<AccountState, 'account' | 'grants' | 'now'>): DetailedBalance {
  return {
    ...toBalance(account, now),
    grants: grantsOf(grants, now).map((grant) => ({
      id: String(grant.id),
      category: grant.category,
      amount: grant.amount,
      remaining: grant.remaining,
      expiresAt: date(grant.expiresAt),
    })),
  };
}
