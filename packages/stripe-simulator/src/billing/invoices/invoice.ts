import { emit } from '../../events.js';
import type { Customer, Discount, Invoice, InvoiceLine, TaxRate } from '../../state/tables.js';
import type { World } from '../../world.js';
import { applyDiscounts } from './discounts.js';
import { applyTaxes } from './taxes.js';

export interface InvoiceInput {
  customer: Customer;
  reason: NonNullable<Invoice['billing_reason']>;
  currency: string;
  subscription?: { id: string; metadata: Record<string, string>; prorationDate?: number | undefined } | undefined;
  period?: { start: number; end: number } | undefined;
  collection_method?: Invoice['collection_method'] | undefined;
  days_until_due?: number | null | undefined;
  due_date?: number | null | undefined;
  auto_advance?: boolean | undefined;
  default_payment_method?: string | null | undefined;
  default_tax_rates?: TaxRate[] | undefined;
  description?: string | null | undefined;
  footer?: string | null | undefined;
  metadata?: Record<string, string> | undefined;
  discounts?: string[] | undefined;
  custom_fields?: Invoice['custom_fields'] | undefined;
  automatic_tax?: boolean | undefined;
  statement_descriptor?: string | null | undefined;
  payment_settings?: { payment_method_types: string[] | null } | undefined;
  /** Invoices made through the API carry their looks. */
  rendered?: boolean | undefined;
  lines: InvoiceLine[];
  at: number;
}

const DAY = 86_400;

/** A draft. Nothing is announced yet: the caller says when it belongs to the world. */
export function draftInvoice(world: World, input: InvoiceInput): Invoice {
  const { customer, at } = input;
  const id = world.id('in');
  const method = input.collection_method ?? 'charge_automatically';
  const invoice: Invoice = {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: world.universe.businessName ?? 'Farebox simulator',
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: input.auto_advance ?? true,
    automatic_tax: input.automatic_tax
      ? { disabled_reason: null, enabled: true, liability: { type: 'self' }, provider: 'stripe', status: 'complete' }
      : { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: input.reason,
    collection_method: method,
    created: at,
    currency: input.currency,
    custom_fields: input.custom_fields ?? null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: input.default_payment_method ?? null,
    default_source: null,
    default_tax_rates: input.default_tax_rates ?? [],
    description: input.description ?? null,
    discounts: input.discounts ?? [],
    due_date: method === 'send_invoice' ? (input.due_date ?? at + (input.days_until_due ?? 30) * DAY) : null,
    effective_at: null,
    ending_balance: null,
    footer: input.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: input.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: input.subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: { ...input.subscription.metadata },
            subscription: input.subscription.id,
            ...(input.subscription.prorationDate === undefined
              ? {}
              : { subscription_proration_date: input.subscription.prorationDate }),
          },
          type: 'subscription_details',
        }
      : null,
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: (input.payment_settings?.payment_method_types ??
        null) as Invoice['payment_settings']['payment_method_types'],
    },
    period_end: input.period?.end ?? at,
    period_start: input.period?.start ?? at,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: input.rendered
      ? { amount_tax_display: null, pdf: { page_size: 'auto' }, template: null, template_version: null }
      : null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: input.statement_descriptor ?? null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock ?? null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: at,
  } as unknown as Invoice;
  invoice.lines.data = input.lines;
  recompute(world, invoice);
  return invoice;
}

/** Keeps a draft and announces it. */
export function issueDraft(world: World, invoice: Invoice): Invoice {
  world.put('invoices', invoice);
  world.data.notes.invoices[invoice.id] = { payment_intent: null };
  for (const line of invoice.lines.data) {
    const item =
      world.tables.invoiceItems[
        line.parent?.invoice_item_details?.invoice_item ?? line.parent?.subscription_item_details?.invoice_item ?? ''
      ];
    if (item) item.invoice = invoice.id;
  }
  emit(world, 'invoice.created', invoice);
  return invoice;
}

/** Works out every amount from the lines, discounts, tax rates and the customer's balance. */
export function recompute(world: World, invoice: Invoice): void {
  const lines = invoice.lines.data;
  for (const line of lines) line.invoice = invoice.id;
  Object.assign(invoice.lines, { total_count: lines.length });
  const wanted = [...new Set(invoice.discounts as string[])];
  const ofInvoice = wanted
    .map((id) => world.tables.discounts[id])
    .filter((discount): discount is Discount => discount !== undefined);
  applyDiscounts(world, lines, ofInvoice);
  for (const line of lines) {
    const own = (line.discounts as string[])
      .filter((id) => !wanted.includes(id))
      .map((id) => world.tables.discounts[id])
      .filter((discount): discount is Discount => discount !== undefined);
    if (own.length > 0) {
      const before = line.discount_amounts ?? [];
      applyDiscounts(world, [line], own);
      line.discount_amounts = [...before, ...(line.discount_amounts ?? [])];
    }
    line.subtotal = line.amount;
  }
  applyTaxes(lines, invoice.default_tax_rates as unknown as TaxRate[], (line) => ratesOf(world, line));
  const subtotal = sum(lines, (line) => line.amount);
  const inclusive = sum(lines, (line) =>
    sum(line.taxes ?? [], (tax) => (tax.tax_behavior === 'inclusive' ? tax.amount : 0)),
  );
  const exclusive = sum(lines, (line) =>
    sum(line.taxes ?? [], (tax) => (tax.tax_behavior === 'exclusive' ? tax.amount : 0)),
  );
  invoice.subtotal = subtotal;
  invoice.subtotal_excluding_tax = subtotal - inclusive;
  invoice.total_discount_amounts = gather(
    lines.flatMap((line) => line.discount_amounts ?? []),
    (entry) => entry.discount,
  );
  invoice.total_taxes = gather(
    lines.flatMap((line) => line.taxes ?? []),
    (tax) => `${tax.tax_rate_details?.tax_rate} ${tax.tax_behavior}`,
  );
  const discount = sum(invoice.total_discount_amounts ?? [], (entry) => entry.amount);
  invoice.total = subtotal - discount + exclusive;
  invoice.total_excluding_tax = subtotal - discount - inclusive;
  invoice.total_pretax_credit_amounts = (invoice.total_discount_amounts ?? []).map((entry) => ({
    amount: entry.amount,
    discount: entry.discount,
    type: 'discount',
  })) as Invoice['total_pretax_credit_amounts'];
  for (const line of lines)
    line.pretax_credit_amounts = (line.discount_amounts ?? []).map((entry) => ({
      amount: entry.amount,
      discount: entry.discount,
      type: 'discount',
    })) as InvoiceLine['pretax_credit_amounts'];
  invoice.amount_due = Math.max(0, invoice.total + (invoice.status === 'draft' ? invoice.starting_balance : 0));
  invoice.amount_remaining = Math.max(0, invoice.amount_due - invoice.amount_paid);
}

function ratesOf(world: World, line: InvoiceLine): TaxRate[] {
  const item = line.parent?.subscription_item_details?.subscription_item;
  const subscription = line.parent?.subscription_item_details?.subscription;
  const found = subscription
    ? world.tables.subscriptions[subscription]?.items.data.find((candidate) => candidate.id === item)
    : undefined;
  const pending = line.parent?.invoice_item_details?.invoice_item;
  return (found?.tax_rates ??
    (pending ? world.tables.invoiceItems[pending]?.tax_rates : null) ??
    []) as unknown as TaxRate[];
}

function sum<T>(values: readonly T[], amount: (value: T) => number): number {
  return values.reduce((total, value) => total + amount(value), 0);
}

/** Adds up entries that mean the same. */
function gather<T extends { amount: number; taxable_amount?: number | null }>(
  entries: readonly T[],
  key: (entry: T) => unknown,
): T[] {
  const byKey = new Map<string, T>();
  for (const entry of entries) {
    const name = String(key(entry));
    const present = byKey.get(name);
    if (!present) byKey.set(name, { ...entry });
    else {
      present.amount += entry.amount;
      if (typeof present.taxable_amount === 'number' && typeof entry.taxable_amount === 'number')
        present.taxable_amount += entry.taxable_amount;
    }
  }
  return [...byKey.values()];
}
