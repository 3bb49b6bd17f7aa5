import type { JsonObject } from '../state/stored.js';
import type { Undo } from './undo.js';

// What the 2022-11-15 version and acacia changed: a payment intent names its latest charge instead of listing charges.
const drop =
  (...fields: string[]) =>
  (object: JsonObject): void => {
    for (const field of fields) delete object[field];
  };

export const acacia: readonly Undo[] = [
  // Acacia's last versions carry the old and the new fields side by side; before it there are only the old ones.
  {
    since: '2024-09-30',
    kind: 'invoice',
    undo: drop('amount_overpaid', 'parent', 'total_pretax_credit_amounts', 'total_taxes'),
  },
  { since: '2024-09-30', kind: 'line_item', undo: drop('parent', 'pretax_credit_amounts', 'pricing', 'taxes') },
  { since: '2024-09-30', kind: 'invoiceitem', undo: drop('parent', 'pricing') },
  {
    // After the subscription has taken its own period from them.
    since: '2024-09-30',
    kind: 'subscription',
    undo: (subscription) => {
      const items = subscription['items'] as { data?: JsonObject[] } | undefined;
      for (const item of items?.data ?? []) drop('current_period_end', 'current_period_start')(item);
    },
  },
  { since: '2024-09-30', kind: 'charge', undo: drop('radar_options') },
  {
    since: '2022-11-15',
    kind: 'payment_intent',
    undo: (intent, { world, present }) => {
      const data = Object.values(world.tables.charges)
        .filter((charge) => charge.payment_intent === intent['id'])
        .reverse()
        .map((charge) => present(charge));
      intent['charges'] = {
        object: 'list',
        data,
        has_more: false,
        total_count: data.length,
        url: `/v1/charges?payment_intent=${String(intent['id'])}`,
      };
      delete intent['latest_charge'];
    },
  },
  {
    since: '2022-11-15',
    kind: 'charge',
    undo: (charge, { world, present }) => {
      const data = Object.values(world.tables.refunds)
        .filter((refund) => refund.charge === charge['id'])
        .reverse()
        .map((refund) => present(refund));
      charge['refunds'] = {
        object: 'list',
        data,
        has_more: false,
        total_count: data.length,
        url: `/v1/charges/${String(charge['id'])}/refunds`,
      };
    },
  },
  {
    since: '2024-04-10',
    kind: 'product',
    undo: (product: JsonObject) => {
      product['features'] = product['marketing_features'] ?? [];
      delete product['marketing_features'];
    },
  },
];
