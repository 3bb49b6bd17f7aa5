import type { BillingInterval } from '../storage/record-families.js';
import type { InvoiceFacts } from './read-invoice.js';
import type { SessionFacts } from './read-session.js';
import type { SubscriptionFacts } from './read-subscription.js';

interface CustomerParams {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly metadata: { readonly [key: string]: string };
}
interface CheckoutParams {
  readonly customer: string;
  readonly price: string;
  readonly quantity: number;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly clientReference: string;
  readonly metadata: { readonly [key: string]: string };
}
export interface PortalParams {
  readonly customer: string;
  readonly returnUrl: string;
  readonly flow:
    | { readonly type: 'payment_method_update' }
    | { readonly type: 'subscription_cancel'; readonly subscription: string }
    | null;
}
interface ProductParams {
  readonly name: string;
  readonly description?: string | undefined;
  readonly metadata: { readonly [key: string]: string };
}
interface PriceParams {
  readonly product: string;
  readonly unitAmount: number;
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly lookupKey: string;
  readonly metadata: { readonly [key: string]: string };
}
export interface CustomerFacts {
  readonly id: string;
  readonly isDeleted: boolean;
  readonly metadata: { readonly [key: string]: string };
}
export interface PriceFacts {
  readonly id: string;
  readonly product: string | null;
  readonly isActive: boolean;
  readonly unitAmount: number | null;
  readonly currency: string | null;
  readonly interval: BillingInterval | null;
  readonly lookupKey: string | null;
}
export interface ProductFacts {
  readonly id: string;
  readonly isActive: boolean;
  readonly name: string;
  readonly metadata: { readonly [key: string]: string };
}

/**
 * Everything Farebox ever asks of Stripe. Every method that writes takes the idempotency key that was stored before; reads
 * answer null for what is not there. Failures are `StripeFailure`; what cannot be read is `StripeShapeError`.
 */
export interface StripeGateway {
  /** Whose key it is: `acct_…`. Asked once. */
  accountId(): Promise<string>;
  createCustomer(params: CustomerParams, idempotencyKey: string): Promise<{ readonly id: string }>;
  findCustomer(id: string): Promise<CustomerFacts | null>;
  /** Customers made since `from` (milliseconds), newest first, all pages: a look at what an attempt without answer left. */
  listCustomersSince(from: number): AsyncIterable<CustomerFacts>;
  createCheckout(params: CheckoutParams, idempotencyKey: string): Promise<SessionFacts>;
  findSession(id: string): Promise<SessionFacts | null>;
  listSessions(customer: string): AsyncIterable<SessionFacts>;
  /** False when it was no longer open: somebody may have paid. */
  expireSession(id: string, idempotencyKey: string): Promise<boolean>;
  createPortal(params: PortalParams, idempotencyKey: string): Promise<{ readonly id: string; readonly url: string }>;
  findSubscription(id: string): Promise<SubscriptionFacts | null>;
  /** Of every status, newest first, all pages. A customer that was deleted has none that can be listed: null. */
  listSubscriptions(customer: string): Promise<readonly SubscriptionFacts[] | null>;
  /** Newest first, page by page as far as the caller reads; every line of each. */
  listInvoices(subscription: string): AsyncIterable<InvoiceFacts>;
  /** The total of the next renewal in minor units, discounts and scheduled changes included; null = Stripe says none. */
  previewRenewal(subscription: string): Promise<number | null>;
  listPrices(lookupKeys: readonly string[]): Promise<readonly PriceFacts[]>;
  findProduct(id: string): Promise<ProductFacts | null>;
  createProduct(id: string, params: ProductParams, idempotencyKey: string): Promise<{ readonly id: string }>;
  updateProduct(id: string, params: ProductParams, idempotencyKey: string): Promise<void>;
  createPrice(params: PriceParams, idempotencyKey: string): Promise<PriceFacts>;
}
