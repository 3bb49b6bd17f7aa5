import type { JsonObject } from '../state/stored.js';
import type { Undo } from './downgrade.js';

// What the 2022-11-15 version and acacia changed: a payment intent names its latest charge instead of listing charges.
export const acacia: readonly Undo[] = [
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
