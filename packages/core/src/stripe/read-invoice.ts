import { type Fields, fieldsOf, idOf, inside, instantOf, integerOf, listOf, textOf } from './fields.js';

export interface InvoiceLineFacts {
  /** What the line pays for: for a subscription's own line the period it opens, not the one it closes. */
  readonly periodStart: number | null;
  readonly periodEnd: number | null;
  readonly price: string | null;
  /** The subscription item it bills; null where its era does not say. */
  readonly item: string | null;
  readonly subscription: string | null;
  /** Is it the subscription's own item (and not an invoice item beside it)? */
  readonly isSubscriptionLine: boolean;
  readonly isProration: boolean;
  readonly amount: number | null;
}
/** What we act on of an invoice, whatever API version rendered it. Instants are milliseconds, amounts minor units. */
export interface InvoiceFacts {
  /** Null for an upcoming one. */
  readonly id: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly status: string | null;
  readonly isPaid: boolean;
  readonly billingReason: string | null;
  readonly amountDue: number | null;
  readonly amountPaid: number | null;
  readonly total: number | null;
  readonly currency: string | null;
  readonly attemptCount: number | null;
  readonly nextPaymentAttempt: number | null;
  /** `send_invoice`: the customer is sent it and pays by `dueAt`. */
  readonly collectionMethod: string | null;
  readonly dueAt: number | null;
  readonly createdAt: number | null;
  readonly lines: readonly InvoiceLineFacts[];
  /** More lines than were rendered: read them with `listInvoiceLines`. */
  readonly hasMoreLines: boolean;
}

/** Three eras of a line: `plan` (to 2020), `price` (to acacia), `pricing.price_details` and `parent` (since basil). */
export function readInvoiceLine(value: unknown): InvoiceLineFacts {
  const line = inside(value);
  const period = inside(line['period']);
  const parent = inside(line['parent']);
  const itemDetails = fieldsOf(parent['subscription_item_details']);
  const details = itemDetails ?? fieldsOf(parent['invoice_item_details']);
  const id = textOf(line['id']);
  return {
    periodStart: instantOf(period['start']),
    periodEnd: instantOf(period['end']),
    price: idOf(inside(inside(line['pricing'])['price_details'])['price']) ?? idOf(line['price']) ?? idOf(line['plan']),
    item: idOf(itemDetails?.['subscription_item']) ?? idOf(line['subscription_item']),
    // A line of 2018 of type subscription has the subscription's id for its own.
    subscription: idOf(details?.['subscription']) ?? idOf(line['subscription']) ?? (id?.startsWith('sub_') ? id : null),
    isSubscriptionLine: itemDetails !== null || line['type'] === 'subscription',
    isProration: details?.['proration'] === true || line['proration'] === true,
    amount: integerOf(line['amount']),
  };
}

function subscriptionOf(invoice: Fields, lines: readonly InvoiceLineFacts[]): string | null {
  return (
    idOf(inside(inside(invoice['parent'])['subscription_details'])['subscription']) ??
    idOf(invoice['subscription']) ??
    idOf(inside(invoice['subscription_details'])['subscription']) ??
    // In 2018 only the lines said so.
    lines.find((line) => line.subscription !== null)?.subscription ??
    null
  );
}

/** Reads an invoice of any API version since 2014. "Paid" is `status`; before statuses existed it was a flag. */
export function readInvoice(value: unknown): InvoiceFacts {
  const invoice = inside(value);
  const status = textOf(invoice['status']);
  const lines = listOf(invoice['lines']).map(readInvoiceLine);
  return {
    id: textOf(invoice['id']),
    customer: idOf(invoice['customer']),
    subscription: subscriptionOf(invoice, lines),
    status,
    isPaid: status === null ? invoice['paid'] === true : status === 'paid',
    billingReason: textOf(invoice['billing_reason']),
    amountDue: integerOf(invoice['amount_due']),
    amountPaid: integerOf(invoice['amount_paid']),
    total: integerOf(invoice['total']),
    currency: textOf(invoice['currency']),
    attemptCount: integerOf(invoice['attempt_count']),
    nextPaymentAttempt: instantOf(invoice['next_payment_attempt']),
    collectionMethod:
      textOf(invoice['collection_method']) ?? (invoice['billing'] === 'send_invoice' ? 'send_invoice' : null),
    dueAt: instantOf(invoice['due_date']),
    createdAt: instantOf(invoice['created']) ?? instantOf(invoice['date']),
    lines,
    hasMoreLines: inside(invoice['lines'])['has_more'] === true,
  };
}
