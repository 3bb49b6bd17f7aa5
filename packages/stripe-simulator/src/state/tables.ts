import type Stripe from 'stripe';
import type { JsonObject, Stored } from './stored.js';

export type Customer = Stored<Stripe.Customer>;
export type Product = Stored<Stripe.Product>;
export type Price = Stored<Stripe.Price>;
export type Plan = Stored<Stripe.Plan>;
export type Coupon = Stored<Stripe.Coupon>;
export type PromotionCode = Stored<Stripe.PromotionCode>;
export type Discount = Stored<Stripe.Discount>;
export type TaxRate = Stored<Stripe.TaxRate>;
export type PaymentMethod = Stored<Stripe.PaymentMethod>;
export type PaymentIntent = Stored<Stripe.PaymentIntent>;
export type SetupIntent = Stored<Stripe.SetupIntent>;
export type Charge = Stored<Stripe.Charge>;
export type Refund = Stored<Stripe.Refund>;
export type Dispute = Stored<Stripe.Dispute>;
export type BalanceTransaction = Stored<Stripe.BalanceTransaction>;
export type Subscription = Stored<Stripe.Subscription>;
export type SubscriptionItem = Stored<Stripe.SubscriptionItem>;
export type SubscriptionSchedule = Stored<Stripe.SubscriptionSchedule>;
export type Invoice = Stored<Stripe.Invoice>;
export type InvoiceLine = Stored<Stripe.InvoiceLineItem>;
export type InvoiceItem = Stored<Stripe.InvoiceItem>;
export type InvoicePayment = Stored<Stripe.InvoicePayment>;
export type CreditNote = Stored<Stripe.CreditNote>;
export type CheckoutSession = Stored<Stripe.Checkout.Session>;
export type PortalSession = Stored<Stripe.BillingPortal.Session>;
export type PortalConfiguration = Stored<Stripe.BillingPortal.Configuration>;
export type WebhookEndpoint = Stored<Stripe.WebhookEndpoint>;
type TestClock = Stored<Stripe.TestHelpers.TestClock>;
export type CustomerBalanceTransaction = Stored<Stripe.CustomerBalanceTransaction>;
export type TaxId = Stored<Stripe.TaxId>;
export type Meter = Stored<Stripe.Billing.Meter>;
export type CreditGrant = Stored<Stripe.Billing.CreditGrant>;
export type CreditBalanceTransaction = Stored<Stripe.Billing.CreditBalanceTransaction>;
type Feature = Stored<Stripe.Entitlements.Feature>;
export type ActiveEntitlement = Stored<Stripe.Entitlements.ActiveEntitlement>;
type ProductFeature = Stored<Stripe.ProductFeature>;
type Account = { id: string; object: 'account' } & Record<string, unknown>;

/** An event as it happened: its object in the newest shape; rendered for a version when it is read or sent. */
export interface StoredEvent {
  id: string;
  object: 'event';
  type: string;
  created: number;
  livemode: boolean;
  api_version: string;
  /** Rises with every event of the account: the order of things that happened in the same second. */
  sequence: number;
  data: { object: JsonObject; before?: JsonObject | undefined };
  request: { id: string | null; idempotency_key: string | null };
}

/** One reading sent to a meter. */
interface MeterReading {
  id: string;
  object: 'billing.meter_event';
  event_name: string;
  identifier: string;
  created: number;
  timestamp: number;
  livemode: boolean;
  payload: Record<string, string>;
}

/** A card token or a legacy source: what `tok_…` and `src_…` stand for. */
interface CardToken {
  id: string;
  object: 'token';
  number: string;
  exp_month: number;
  exp_year: number;
  name: string | null;
  used: boolean;
}

/** All objects of one account, by kind and id. */
export interface Tables {
  customers: Record<string, Customer>;
  products: Record<string, Product>;
  prices: Record<string, Price>;
  coupons: Record<string, Coupon>;
  promotionCodes: Record<string, PromotionCode>;
  discounts: Record<string, Discount>;
  taxRates: Record<string, TaxRate>;
  paymentMethods: Record<string, PaymentMethod>;
  paymentIntents: Record<string, PaymentIntent>;
  setupIntents: Record<string, SetupIntent>;
  charges: Record<string, Charge>;
  refunds: Record<string, Refund>;
  disputes: Record<string, Dispute>;
  balanceTransactions: Record<string, BalanceTransaction>;
  subscriptions: Record<string, Subscription>;
  subscriptionSchedules: Record<string, SubscriptionSchedule>;
  invoices: Record<string, Invoice>;
  invoiceItems: Record<string, InvoiceItem>;
  invoicePayments: Record<string, InvoicePayment>;
  creditNotes: Record<string, CreditNote>;
  checkoutSessions: Record<string, CheckoutSession>;
  portalSessions: Record<string, PortalSession>;
  portalConfigurations: Record<string, PortalConfiguration>;
  webhookEndpoints: Record<string, WebhookEndpoint>;
  testClocks: Record<string, TestClock>;
  customerBalanceTransactions: Record<string, CustomerBalanceTransaction>;
  taxIds: Record<string, TaxId>;
  meters: Record<string, Meter>;
  meterReadings: Record<string, MeterReading>;
  creditGrants: Record<string, CreditGrant>;
  creditBalanceTransactions: Record<string, CreditBalanceTransaction>;
  features: Record<string, Feature>;
  productFeatures: Record<string, ProductFeature & { productId: string }>;
  activeEntitlements: Record<string, ActiveEntitlement & { customer: string }>;
  cardTokens: Record<string, CardToken>;
  connectedAccounts: Record<string, Account>;
  transfers: Record<string, { id: string; object: 'transfer' } & Record<string, unknown>>;
  events: Record<string, StoredEvent>;
}

export type TableName = keyof Tables;
export const TABLE_NAMES: readonly TableName[] = [
  'customers',
  'products',
  'prices',
  'coupons',
  'promotionCodes',
  'discounts',
  'taxRates',
  'paymentMethods',
  'paymentIntents',
  'setupIntents',
  'charges',
  'refunds',
  'disputes',
  'balanceTransactions',
  'subscriptions',
  'subscriptionSchedules',
  'invoices',
  'invoiceItems',
  'invoicePayments',
  'creditNotes',
  'checkoutSessions',
  'portalSessions',
  'portalConfigurations',
  'webhookEndpoints',
  'testClocks',
  'customerBalanceTransactions',
  'taxIds',
  'meters',
  'meterReadings',
  'creditGrants',
  'creditBalanceTransactions',
  'features',
  'productFeatures',
  'activeEntitlements',
  'cardTokens',
  'connectedAccounts',
  'transfers',
  'events',
];
