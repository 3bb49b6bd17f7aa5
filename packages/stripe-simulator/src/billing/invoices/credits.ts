import { emit } from '../../events.js';
import type { CreditBalanceTransaction, CreditGrant, Invoice, InvoiceLine } from '../../state/tables.js';
import type { World } from '../../world.js';

type Money = { currency: string; value: number };

/** What is left of a grant: its amount, less what was applied, voided or has expired. */
export function leftOf(world: World, grant: CreditGrant): number {
  let left = grant.amount.monetary?.value ?? 0;
  for (const transaction of Object.values(world.tables.creditBalanceTransactions)) {
    if (transaction.credit_grant === grant.id && transaction.debit)
      left -= transaction.debit.amount.monetary?.value ?? 0;
  }
  return left;
}

export function isUsable(grant: CreditGrant, now: number): boolean {
  return (
    grant.voided_at === null &&
    (grant.effective_at ?? grant.created) <= now &&
    (grant.expires_at === null || grant.expires_at > now)
  );
}

export function writeTransaction(
  world: World,
  grant: CreditGrant,
  entry: { credit?: CreditBalanceTransaction['credit']; debit?: CreditBalanceTransaction['debit'] },
): CreditBalanceTransaction {
  const now = world.now(grant.test_clock as string | null);
  const transaction: CreditBalanceTransaction = {
    id: world.id('cbtxn'),
    object: 'billing.credit_balance_transaction',
    created: now,
    credit: entry.credit ?? null,
    credit_grant: grant.id,
    debit: entry.debit ?? null,
    effective_at: now,
    livemode: false,
    test_clock: grant.test_clock,
    type: entry.credit ? 'credit' : 'debit',
  };
  world.put('creditBalanceTransactions', transaction);
  emit(world, 'billing.credit_balance_transaction.created', transaction);
  return transaction;
}

export function moneyOf(currency: string, value: number): { monetary: Money; type: 'monetary' } {
  return { monetary: { currency, value }, type: 'monetary' };
}

/** Pays metered lines of an invoice from the customer's grants: by priority, then the one that expires first. */
export function applyCredits(world: World, invoice: Invoice): void {
  const now = world.now(invoice.test_clock as string | null);
  const grants = Object.values(world.tables.creditGrants)
    .filter(
      (grant) =>
        grant.customer === invoice.customer &&
        grant.amount.monetary?.currency === invoice.currency &&
        isUsable(grant, now),
    )
    .sort(
      (a, b) =>
        (a.priority ?? 50) - (b.priority ?? 50) ||
        (a.expires_at ?? Number.POSITIVE_INFINITY) - (b.expires_at ?? Number.POSITIVE_INFINITY) ||
        a.created - b.created,
    );
  for (const grant of grants) {
    let left = leftOf(world, grant);
    for (const line of invoice.lines.data) {
      if (left <= 0) break;
      if (!coveredBy(world, grant, line)) continue;
      const open = line.amount - (line.pretax_credit_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);
      const amount = Math.min(left, open);
      if (amount <= 0) continue;
      left -= amount;
      const transaction = writeTransaction(world, grant, {
        debit: {
          amount: moneyOf(invoice.currency, amount),
          credits_applied: { invoice: invoice.id, invoice_line_item: line.id },
          type: 'credits_applied',
        } as CreditBalanceTransaction['debit'],
      });
      const entry = { amount, credit_balance_transaction: transaction.id, type: 'credit_balance_transaction' as const };
      line.pretax_credit_amounts = [...(line.pretax_credit_amounts ?? []), entry];
      invoice.total_pretax_credit_amounts = [...(invoice.total_pretax_credit_amounts ?? []), entry];
      invoice.total -= amount;
      invoice.total_excluding_tax = (invoice.total_excluding_tax ?? invoice.total) - amount;
      invoice.amount_due = Math.max(0, invoice.amount_due - amount);
      invoice.amount_remaining = Math.max(0, invoice.amount_remaining - amount);
    }
  }
}

function coveredBy(world: World, grant: CreditGrant, line: InvoiceLine): boolean {
  const id = line.pricing?.price_details?.price as string | undefined;
  const price = id ? world.tables.prices[id] : undefined;
  const { scope } = grant.applicability_config;
  if (scope.prices && scope.prices.length > 0) return scope.prices.some((entry) => entry.id === id);
  return price?.recurring?.usage_type === 'metered' && price.recurring.meter !== null;
}
