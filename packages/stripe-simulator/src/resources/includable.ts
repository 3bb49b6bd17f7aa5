import { type ApiVersion, isBefore } from '../eras/version.js';
import { innerList } from '../http/list.js';
import type { JsonObject } from '../state/stored.js';
import type { World } from '../world.js';

type Include = (world: World, object: JsonObject, version: ApiVersion) => unknown;

const own = (object: JsonObject): string => String(object['id']);
const countedList = (data: unknown[], url: string) => ({ ...innerList(data, url), total_count: data.length });

// Properties that an answer has only when `expand` names them.
const INCLUDABLE: Readonly<Record<string, Readonly<Record<string, Include>>>> = {
  customer: {
    tax: (_world, customer, version) => {
      const address = customer['address'] as { country?: string | null; state?: string | null } | null;
      return {
        automatic_tax: address?.country ? 'not_collecting' : 'unrecognized_location',
        ip_address: null,
        location: address?.country
          ? { country: address.country, source: 'billing_address', state: address.state ?? null }
          : null,
        ...(isBefore(version, 'clover') ? {} : { provider: 'stripe' }),
      };
    },

    invoice_credit_balance: () => ({}),
    cash_balance: () => null,
    sources: (_world, customer) => countedList([], `/v1/customers/${own(customer)}/sources`),
    subscriptions: (world, customer) =>
      countedList(
        Object.values(world.tables.subscriptions)
          .filter(
            (subscription) =>
              subscription.customer === own(customer) &&
              !['canceled', 'incomplete_expired'].includes(subscription.status),
          )
          .reverse(),
        `/v1/customers/${own(customer)}/subscriptions`,
      ),
    tax_ids: (world, customer) =>
      countedList(
        Object.values(world.tables.taxIds).filter((id) => id.customer === own(customer)),
        `/v1/customers/${own(customer)}/tax_ids`,
      ),
  },
  invoice: {
    payments: (world, invoice) =>
      innerList(
        Object.values(world.tables.invoicePayments)
          .filter((payment) => payment.invoice === own(invoice))
          .reverse(),
        '/v1/invoices/payments',
      ),
    confirmation_secret: (world, invoice) => {
      const intent = world.tables.paymentIntents[world.data.notes.invoices[own(invoice)]?.payment_intent ?? ''];
      return intent ? { client_secret: intent.client_secret, type: 'payment_intent' } : null;
    },
  },
  charge: {
    refunds: (world, charge) =>
      countedList(
        Object.values(world.tables.refunds)
          .filter((refund) => refund.charge === own(charge))
          .reverse(),
        `/v1/charges/${own(charge)}/refunds`,
      ),
  },
  price: {
    tiers: (world, price) => world.tables.prices[own(price)]?.tiers ?? null,
    currency_options: (world, price) => world.tables.prices[own(price)]?.currency_options ?? {},
  },
  coupon: {
    applies_to: (world, coupon) => world.tables.coupons[own(coupon)]?.applies_to ?? null,
    currency_options: (world, coupon) => world.tables.coupons[own(coupon)]?.currency_options ?? {},
  },
  'checkout.session': {
    line_items: (world, session) =>
      innerList(
        (world.data.notes.sessions[own(session)]?.['line_items'] as unknown[] | undefined) ?? [],
        `/v1/checkout/sessions/${own(session)}/line_items`,
      ),
  },
  refund: { failure_balance_transaction: () => null },
  product: {},
};

/** The value of a property that is not there by itself; undefined when the object has no such property. */
export function includableOf(world: World, object: JsonObject, property: string, version: ApiVersion): unknown {
  const kind = String(object['object']);
  const properties = Object.hasOwn(INCLUDABLE, kind) ? INCLUDABLE[kind] : undefined;
  return properties && Object.hasOwn(properties, property) ? properties[property]?.(world, object, version) : undefined;
}
