import { notesOf, type SessionNotes } from './session-notes.js';
import type { CheckoutSession, Discount, InvoiceLine, Price, TaxRate } from '../../state/tables.js';
import type { World } from '../../world.js';
import { amountOf } from '../amounts.js';
import { applyDiscounts } from '../invoices/discounts.js';
import { makeLine, productName } from '../invoices/lines.js';
import { applyTaxes } from '../invoices/taxes.js';

const DAY = 86_400;

/** Works out the session's amounts, line by line, with its discounts and tax rates. */
export function price(world: World, session: CheckoutSession): { lines: InvoiceLine[]; trialEnd: number | null } {
  const notes = notesOf(world, session);
  const trialEnd = trialEndOf(world, notes);
  const lines = notes.lines.map((line) => {
    const own = world.tables.prices[line.price] as Price;
    const free = trialEnd !== null && own.recurring !== null;
    return makeLine(world, {
      amount: free ? 0 : amountOf(own, line.quantity),
      currency: own.currency,
      description: productName(world, own),
      discountable: true,
      price: own,
      quantity: line.quantity,
      period: { start: session.created, end: session.created },
      parent: null,
    });
  });
  const redeemed = notes.discounts.map(
    (request, index) => ({ ...previewDiscount(world, request), id: `di_preview_${index}` }) as Discount,
  );
  applyDiscounts(world, lines, redeemed);
  const rates = (ids: readonly string[]): TaxRate[] =>
    ids.map((id) => world.tables.taxRates[id]).filter((rate): rate is TaxRate => rate !== undefined);
  const defaults = rates((notes.subscriptionData['default_tax_rates'] as string[] | undefined) ?? []);
  applyTaxes(lines, defaults, (line) => rates(notes.lines[lines.indexOf(line)]?.taxRates ?? []));
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discount = lines.reduce((sum, line) => sum + off(line), 0);
  const tax = lines.reduce((sum, line) => sum + exclusiveTax(line), 0);
  if (session.mode !== 'setup') {
    session.amount_subtotal = subtotal;
    session.amount_total = subtotal - discount + tax;
    session.total_details = { amount_discount: discount, amount_shipping: 0, amount_tax: tax };
    session.discounts = notes.discounts.map((request) => ({
      coupon: request.coupon ?? null,
      promotion_code: request.promotion_code ?? null,
    })) as CheckoutSession['discounts'];
  }
  notes.line_items = lines.map((line, index) => ({
    id: line.id.replace(/^il_/, 'li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: off(line),
    amount_subtotal: line.amount,
    amount_tax: exclusiveTax(line),
    amount_total: line.amount - off(line) + exclusiveTax(line),
    currency: line.currency,
    description: line.description,
    metadata: {},
    price: world.tables.prices[notes.lines[index]?.price ?? ''],
    quantity: line.quantity,
  }));
  return { lines, trialEnd };
}

const off = (line: InvoiceLine): number => (line.discount_amounts ?? []).reduce((sum, entry) => sum + entry.amount, 0);

const exclusiveTax = (line: InvoiceLine): number =>
  (line.taxes ?? []).reduce((sum, entry) => sum + (entry.tax_behavior === 'exclusive' ? entry.amount : 0), 0);

function previewDiscount(
  world: World,
  request: { coupon?: string | undefined; promotion_code?: string | undefined },
): Pick<Discount, 'source' | 'end'> {
  const coupon = request.coupon ?? world.tables.promotionCodes[request.promotion_code ?? '']?.promotion.coupon ?? null;
  return { source: { coupon, type: 'coupon' }, end: null };
}

function trialEndOf(world: World, notes: SessionNotes): number | null {
  const days = notes.subscriptionData['trial_period_days'];
  const end = notes.subscriptionData['trial_end'];
  if (typeof end === 'number') return end;
  return typeof days === 'number' && days > 0 ? world.now() + days * DAY : null;
}
