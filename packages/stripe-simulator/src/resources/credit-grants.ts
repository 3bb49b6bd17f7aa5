import type Stripe from 'stripe';
import { isUsable, leftOf, moneyOf, writeTransaction } from '../billing/invoices/credits.js';
import { emit, snapshot } from '../events.js';
import { pathId, route } from '../http/call.js';
import { page } from '../http/list.js';
import { invalidRequest, missingParameter } from '../http/stripe-error.js';
import type { CreditBalanceTransaction, CreditGrant } from '../state/tables.js';
import type { World } from '../world.js';
import { mergeMetadata, orNull } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';
import { assertCurrency } from './prices.js';

export const creditGrantRoutes = [
  route<Stripe.Billing.CreditGrantCreateParams>('POST', '/v1/billing/credit_grants', ({ world, params }) => {
    if (!params.customer) throw missingParameter('customer');
    const customer = fetchByParam(world, 'customer', params.customer, 'customer');
    const money = params.amount.monetary;
    if (!money) throw missingParameter('amount[monetary]');
    if (money.value <= 0)
      throw invalidRequest('The value of a credit grant must be greater than zero.', {
        code: 'parameter_invalid_integer',
        param: 'amount[monetary][value]',
      });
    const now = world.now(customer.test_clock);
    const currency = assertCurrency(money.currency, 'amount[monetary][currency]');
    const grant = {
      id: world.id('credgr'),
      object: 'billing.credit_grant',
      amount: moneyOf(currency, money.value),
      applicability_config: {
        scope: {
          ...(params.applicability_config.scope.price_type
            ? { price_type: params.applicability_config.scope.price_type }
            : {}),
          ...(params.applicability_config.scope.prices ? { prices: params.applicability_config.scope.prices } : {}),
        },
      },
      category: params.category ?? 'paid',
      created: now,
      customer: customer.id,
      customer_account: null,
      effective_at: params.effective_at ?? now,
      expires_at: params.expires_at ?? null,
      livemode: false,
      metadata: mergeMetadata(null, params.metadata),
      name: orNull(params.name),
      priority: params.priority ?? 50,
      test_clock: customer.test_clock ?? null,
      updated: now,
      voided_at: null,
    } as CreditGrant;
    world.put('creditGrants', grant);
    emit(world, 'billing.credit_grant.created', grant);
    writeTransaction(world, grant, {
      credit: {
        amount: moneyOf(currency, money.value),
        credits_application_invoice_voided: null,
        type: 'credits_granted',
      } as CreditBalanceTransaction['credit'],
    });
    return grant;
  }),
  route('GET', '/v1/billing/credit_grants/:id', (call) =>
    fetchByPath(call.world, 'billing.credit_grant', pathId(call)),
  ),
  route<Stripe.Billing.CreditGrantUpdateParams>('POST', '/v1/billing/credit_grants/:id', (call) => {
    const grant = fetchByPath(call.world, 'billing.credit_grant', pathId(call));
    const before = snapshot(call.world, grant);
    if (call.params.expires_at !== undefined) grant.expires_at = orNull(call.params.expires_at);
    grant.metadata = mergeMetadata(grant.metadata, call.params.metadata);
    emit(call.world, 'billing.credit_grant.updated', grant, before);
    return grant;
  }),
  route('POST', '/v1/billing/credit_grants/:id/expire', (call) => end(call.world, pathId(call), 'credits_expired')),
  route('POST', '/v1/billing/credit_grants/:id/void', (call) => end(call.world, pathId(call), 'credits_voided')),
  route<Stripe.Billing.CreditGrantListParams>('GET', '/v1/billing/credit_grants', ({ world, params }) => {
    const rows = Object.values(world.tables.creditGrants).filter(
      (grant) => params.customer === undefined || grant.customer === params.customer,
    );
    return page(world, 'billing.credit_grant', rows, params, '/v1/billing/credit_grants');
  }),
  route<Stripe.Billing.CreditBalanceTransactionListParams>(
    'GET',
    '/v1/billing/credit_balance_transactions',
    ({ world, params }) => {
      const rows = Object.values(world.tables.creditBalanceTransactions).filter(
        (transaction) =>
          (params.credit_grant === undefined || transaction.credit_grant === params.credit_grant) &&
          (params.customer === undefined ||
            world.tables.creditGrants[transaction.credit_grant as string]?.customer === params.customer),
      );
      return page(world, 'billing.credit_balance_transaction', rows, params, '/v1/billing/credit_balance_transactions');
    },
  ),
  route('GET', '/v1/billing/credit_balance_transactions/:id', (call) =>
    fetchByPath(call.world, 'billing.credit_balance_transaction', pathId(call)),
  ),
  route<Stripe.Billing.CreditBalanceSummaryRetrieveParams>(
    'GET',
    '/v1/billing/credit_balance_summary',
    ({ world, params }) => {
      if (!params.customer) throw missingParameter('customer');
      const customer = fetchByParam(world, 'customer', params.customer, 'customer');
      const now = world.now(customer.test_clock);
      const grants = Object.values(world.tables.creditGrants).filter(
        (grant) =>
          grant.customer === customer.id &&
          (params.filter.credit_grant === undefined || grant.id === params.filter.credit_grant),
      );
      const currencies = [...new Set(grants.map((grant) => grant.amount.monetary?.currency ?? 'usd'))];
      const balances = currencies.map((currency) => {
        const value = grants
          .filter((grant) => grant.amount.monetary?.currency === currency && isUsable(grant, now))
          .reduce((sum, grant) => sum + leftOf(world, grant), 0);
        return { available_balance: moneyOf(currency, value), ledger_balance: moneyOf(currency, value) };
      });
      return {
        object: 'billing.credit_balance_summary',
        balances,
        customer: customer.id,
        customer_account: null,
        livemode: false,
      };
    },
  ),
];

function end(world: World, id: string, type: 'credits_expired' | 'credits_voided'): CreditGrant {
  const grant = fetchByPath(world, 'billing.credit_grant', id);
  const now = world.now(grant.test_clock as string | null);
  if (!isUsable(grant, now)) throw invalidRequest('This credit grant is already expired or voided.');
  const before = snapshot(world, grant);
  const left = leftOf(world, grant);
  if (type === 'credits_voided') grant.voided_at = now;
  else grant.expires_at = now;
  grant.updated = now;
  if (left > 0)
    writeTransaction(world, grant, {
      debit: {
        amount: moneyOf(grant.amount.monetary?.currency ?? 'usd', left),
        credits_applied: null,
        type,
      } as CreditBalanceTransaction['debit'],
    });
  emit(world, 'billing.credit_grant.updated', grant, before);
  return grant;
}
