import type { BillingDetails } from './billing-details.js';
import type Stripe from 'stripe';
import { invalidRequest } from '../http/stripe-error.js';
import { seededText } from '../state/ids.js';
import type { PaymentMethod } from '../state/tables.js';
import type { World } from '../world.js';

// Bank debits: the answer says `processing`, the money comes or does not come later.
const DELAYED = new Set([
  'acss_debit',
  'au_becs_debit',
  'bacs_debit',
  'nz_bank_account',
  'sepa_debit',
  'us_bank_account',
]);
// Stripe's test account numbers whose debits fail.
const FAILING = new Set([
  '000111111113',
  '000111111116',
  '000222222227',
  '000333333335',
  '000444444440',
  '22222227',
  '11111113',
  '111111113',
  '111111116',
  '222222227',
  'AT861904300235473202',
  'DE62370400440532013001',
  'BE68539007547034',
  'IT60X0542811101000000123456',
  'NL02ABNA0123456789',
]);

export function isDelayed(method: PaymentMethod): boolean {
  return DELAYED.has(method.type);
}

export function failsLater(world: World, method: PaymentMethod): boolean {
  return FAILING.has(world.data.notes.cards[method.id] ?? '');
}

const IDEAL_BICS: Readonly<Record<string, string>> = {
  abn_amro: 'ABNANL2A',
  asn_bank: 'ASNBNL21',
  bunq: 'BUNQNL2A',
  ing: 'INGBNL2A',
  knab: 'KNABNL2H',
  n26: 'NTSBDEB1',
  rabobank: 'RABONL2U',
  regiobank: 'RBRBNL21',
  revolut: 'REVOLT21',
  sns_bank: 'SNSBNL2A',
  triodos_bank: 'TRIONL2U',
  van_lanschot: 'FVLBNL22',
};

// What an answer shows of a bank account or wallet, from what was given.
export function createOtherMethod(
  world: World,
  params: Stripe.PaymentMethodCreateParams,
  more: {
    details: BillingDetails;
    metadata: Record<string, string>;
    allow_redisplay: PaymentMethod['allow_redisplay'] | undefined;
  },
): PaymentMethod {
  const type = params.type;
  if (!type) throw invalidRequest('Missing required param: type.', { code: 'parameter_missing', param: 'type' });
  const given = ((params as unknown as Record<string, unknown>)[type] ?? {}) as Record<string, string>;
  const own = otherDetails(world, type, given);
  const method = {
    id: world.id('pm'),
    object: 'payment_method',
    allow_redisplay: more.allow_redisplay ?? 'unspecified',
    billing_details: more.details,
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: more.metadata,
    type,
    [type]: own,
  } as unknown as PaymentMethod;
  const account = given['account_number'] ?? given['iban']?.replace(/\s/g, '');
  if (account) world.data.notes.cards[method.id] = account;
  return world.put('paymentMethods', method);
}

function otherDetails(world: World, type: string, given: Record<string, string>): Record<string, unknown> {
  const fingerprint = seededText(world.universe.state.seed, `fingerprint:${JSON.stringify(given)}`, 16);
  switch (type) {
    case 'sepa_debit': {
      const iban = String(given['iban'] ?? '').replace(/\s/g, '');
      return {
        bank_code: iban.slice(4, 12),
        branch_code: '',
        country: iban.slice(0, 2),
        fingerprint,
        generated_from: { charge: null, setup_attempt: null },
        last4: iban.slice(-4),
      };
    }
    case 'us_bank_account':
      return {
        account_holder_type: given['account_holder_type'] ?? null,
        account_type: given['account_type'] ?? 'checking',
        bank_name: 'STRIPE TEST BANK',
        financial_connections_account: null,
        fingerprint,
        last4: String(given['account_number'] ?? '').slice(-4),
        networks: { preferred: 'ach', supported: ['ach'] },
        routing_number: given['routing_number'] ?? null,
        status_details: {},
      };
    case 'acss_debit':
      return {
        bank_name: 'STRIPE TEST BANK',
        fingerprint,
        institution_number: given['institution_number'] ?? null,
        last4: String(given['account_number'] ?? '').slice(-4),
        transit_number: given['transit_number'] ?? null,
      };
    case 'fpx':
      return { account_holder_type: null, bank: given['bank'] ?? null };
    case 'eps':
      return { bank: given['bank'] ?? null };
    case 'ideal':
      return { bank: given['bank'] ?? null, bic: IDEAL_BICS[given['bank'] ?? ''] ?? null };
    case 'p24':
      return { bank: given['bank'] ?? null };
    case 'boleto':
      return { fingerprint, tax_id: given['tax_id'] ?? null };
    case 'sofort':
      return { country: given['country'] ?? null };
    case 'link':
      return { email: null };
    default:
      return { ...given };
  }
}
