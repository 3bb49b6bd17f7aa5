import type Stripe from 'stripe';
import { moveBalance } from '../billing/invoices/customer-balance.js';
import { emit } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { noSuch } from '../http/stripe-error.js';
import type { TaxId } from '../state/tables.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByPath } from './kinds.js';

/** What hangs on a customer: movements of the balance, and tax ids. */
export const customerBalanceRoutes = [
  route<Stripe.CustomerCreateBalanceTransactionParams>('POST', '/v1/customers/:id/balance_transactions', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const { amount, currency, description, metadata } = call.params;
    return moveBalance(call.world, customer, {
      amount,
      currency,
      type: 'adjustment',
      description: orNull(description),
      metadata: mergeMetadata(null, metadata),
    });
  }),
  route<Stripe.CustomerListBalanceTransactionsParams>('GET', '/v1/customers/:id/balance_transactions', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const rows = Object.values(call.world.tables.customerBalanceTransactions).filter(
      (transaction) => transaction.customer === customer.id,
    );
    return page(
      call.world,
      'customer_balance_transaction',
      rows,
      call.params,
      `/v1/customers/${customer.id}/balance_transactions`,
    );
  }),
  route('GET', '/v1/customers/:id/balance_transactions/:id', (call) =>
    fetchByPath(call.world, 'customer_balance_transaction', pathId(call, 1)),
  ),
  route<Stripe.CustomerCreateTaxIdParams>('POST', '/v1/customers/:id/tax_ids', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    const taxId: TaxId = {
      id: call.world.id('txi'),
      object: 'tax_id',
      country: call.params.type.slice(0, 2).toUpperCase(),
      created: call.world.now(customer.test_clock),
      customer: customer.id,
      customer_account: null,
      livemode: false,
      owner: { customer: customer.id, customer_account: null, type: 'customer' },
      type: call.params.type,
      value: call.params.value,
      verification: { status: 'pending', verified_address: null, verified_name: null },
    };
    call.world.put('taxIds', taxId);
    emit(call.world, 'customer.tax_id.created', taxId);
    return taxId;
  }),
  route('GET', '/v1/customers/:id/tax_ids/:id', (call) => fetchByPath(call.world, 'tax_id', pathId(call, 1))),
  route<Stripe.CustomerListTaxIdsParams>('GET', '/v1/customers/:id/tax_ids', (call) => {
    const customer = fetchByPath(call.world, 'customer', pathId(call));
    return page(
      call.world,
      'tax_id',
      Object.values(call.world.tables.taxIds).filter((taxId) => taxId.customer === customer.id),
      call.params,
      `/v1/customers/${customer.id}/tax_ids`,
    );
  }),
  route('DELETE', '/v1/customers/:id/tax_ids/:id', (call) => {
    const taxId = call.world.tables.taxIds[pathId(call, 1)];
    if (!taxId) throw noSuch('tax id', pathId(call, 1), 'id', 404);
    emit(call.world, 'customer.tax_id.deleted', taxId);
    call.world.remove('taxIds', taxId.id);
    return { id: taxId.id, object: 'tax_id', deleted: true };
  }),
];
