import type { Undo } from './undo.js';

// What changed before 2022, as far as the simulator goes back.
export const older: readonly Undo[] = [
  {
    // Prices came beside plans, and a customer stopped listing its sources and subscriptions, on 2020-08-27.
    since: '2020-08-27',
    kind: 'customer',
    undo: (customer, { world, present }) => {
      const id = String(customer['id']);
      const subscriptions = Object.values(world.tables.subscriptions)
        .filter((subscription) => subscription.customer === id && subscription.status !== 'canceled')
        .map((subscription) => present(subscription));
      const list = (data: ReturnType<typeof present>[], path: string) => ({
        object: 'list',
        data,
        has_more: false,
        total_count: data.length,
        url: `/v1/customers/${id}/${path}`,
      });
      customer['sources'] = list([], 'sources');
      customer['subscriptions'] = list(subscriptions, 'subscriptions');
      customer['tax_ids'] = list([], 'tax_ids');
    },
  },
  {
    since: '2019-10-17',
    kind: 'customer',
    undo: (customer) => {
      customer['account_balance'] = customer['balance'] ?? 0;
      customer['tax_info'] = null;
      customer['tax_info_verification'] = null;
    },
  },
  {
    since: '2019-10-17',
    kind: 'subscription',
    undo: (subscription) => {
      subscription['billing'] = subscription['collection_method'] ?? null;
      subscription['start'] = subscription['start_date'] ?? null;
      subscription['tax_percent'] = null;
      subscription['invoice_customer_balance_settings'] = { consume_applied_balance_on_void: true };
    },
  },
  {
    since: '2019-10-17',
    kind: 'invoice',
    undo: (invoice) => {
      invoice['billing'] = invoice['collection_method'] ?? null;
      invoice['tax_percent'] = null;
    },
  },
];
