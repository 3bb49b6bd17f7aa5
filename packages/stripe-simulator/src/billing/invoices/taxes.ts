import type { InvoiceLine, TaxRate } from '../../state/tables.js';
import { roundMoney } from '../amounts.js';

/** Writes what each rate takes from a line; exclusive rates come on top of the discounted amount, inclusive ones lie in it. */
export function applyTaxes(
  lines: InvoiceLine[],
  defaults: readonly TaxRate[],
  ratesOf: (line: InvoiceLine) => readonly TaxRate[],
): void {
  for (const line of lines) {
    const own = ratesOf(line);
    const rates = own.length > 0 ? own : defaults;
    const taxable = line.amount - (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);
    line.taxes = rates.map((rate) => {
      const amount = rate.inclusive
        ? roundMoney(taxable - taxable / (1 + rate.percentage / 100))
        : roundMoney((taxable * rate.percentage) / 100);
      return {
        amount,
        tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
        tax_rate_details: { tax_rate: rate.id },
        taxability_reason: 'not_available',
        taxable_amount: rate.inclusive ? taxable - amount : taxable,
        type: 'tax_rate_details',
      };
    });
  }
}
