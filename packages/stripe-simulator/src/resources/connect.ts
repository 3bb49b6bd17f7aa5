import { pathId, route } from '../http/call.js';
import { makeTransaction } from '../payments/make-transaction.js';
import { seededText } from '../state/ids.js';
import { mergeMetadata } from './fields.js';
import { fetchByParam, fetchByPath } from './kinds.js';

/** As much of Connect as lets tests of billing make a connected account and pay it. */
export const connectRoutes = [
  route<{
    type?: string;
    country?: string;
    email?: string;
    metadata?: Record<string, string>;
    default_currency?: string;
  }>('POST', '/v1/accounts', ({ world, params }) => {
    const account = {
      id: world.id('acct'),
      object: 'account' as const,
      business_profile: {
        mcc: null,
        name: null,
        product_description: null,
        support_address: null,
        support_email: null,
        support_phone: null,
        support_url: null,
        url: null,
      },
      business_type: null,
      capabilities: { card_payments: 'active', transfers: 'active' },
      charges_enabled: true,
      country: params.country ?? 'US',
      created: world.now(),
      default_currency: params.default_currency ?? 'usd',
      details_submitted: true,
      email: params.email ?? null,
      external_accounts: {
        object: 'list',
        data: [],
        has_more: false,
        total_count: 0,
        url: '/v1/accounts/external_accounts',
      },
      metadata: mergeMetadata(null, params.metadata),
      payouts_enabled: true,
      settings: {},
      tos_acceptance: {},
      type: params.type ?? 'standard',
    };
    return world.put('connectedAccounts', account);
  }),
  // Whose key it is: one account, named by the seed, and so another one in a simulator with another seed.
  route('GET', '/v1/account', ({ world }) => ({
    id: world.account || `acct_${seededText(world.universe.state.seed, 'account', 16)}`,
    object: 'account' as const,
    country: 'US',
    default_currency: 'usd',
    charges_enabled: true,
    payouts_enabled: true,
    details_submitted: true,
    email: null,
    type: 'standard' as const,
  })),
  route('GET', '/v1/accounts/:id', (call) => fetchByPath(call.world, 'account', pathId(call))),
  route<{
    amount?: number;
    currency: string;
    destination: string;
    description?: string;
    metadata?: Record<string, string>;
    source_transaction?: string;
    transfer_group?: string;
  }>('POST', '/v1/transfers', ({ world, params }) => {
    fetchByParam(world, 'account', params.destination, 'destination');
    const id = world.id('tr');
    const amount = params.amount ?? 0;
    const movement = makeTransaction(world, {
      amount: -amount,
      fee: 0,
      type: 'transfer',
      category: 'transfer',
      source: id,
      currency: params.currency,
      description: params.description ?? null,
    });
    return world.put('transfers', {
      id,
      object: 'transfer' as const,
      amount,
      amount_reversed: 0,
      balance_transaction: movement.id,
      created: world.now(),
      currency: params.currency,
      description: params.description ?? null,
      destination: params.destination,
      destination_payment: world.id('py'),
      livemode: false,
      metadata: mergeMetadata(null, params.metadata),
      reversals: { object: 'list', data: [], has_more: false, total_count: 0, url: `/v1/transfers/${id}/reversals` },
      reversed: false,
      source_transaction: params.source_transaction ?? null,
      source_type: 'card',
      transfer_group: params.transfer_group ?? null,
    });
  }),
  route('GET', '/v1/transfers/:id', (call) => fetchByPath(call.world, 'transfer', pathId(call))),
];
