/** What a test card does when it is used. */
export interface TestCard {
  number: string;
  brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  country: string;
  funding: 'credit' | 'debit' | 'prepaid';
  /** One sentence part for people who pick a card: `Declined, insufficient funds`. */
  effect: string;
  /** A charge is refused with this reason. */
  decline?: Decline | undefined;
  /** The refusal comes already when the card is saved to a customer. */
  declinesOnAttach?: boolean | undefined;
  /** A payment the customer makes on a page succeeds; what the merchant charges later fails. */
  paysOnPage?: boolean | undefined;
  /** Asks the card holder: always, only for payments the customer is not there for, or only while saving it. */
  authentication?: 'always' | 'unless_set_up' | undefined;
  /** A dispute opens right after the payment. */
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry' | undefined;
  /** Outcome of a refund. */
  refund?: 'pending_then_succeeds' | 'pending_then_fails' | undefined;
  cvcCheck?: 'pass' | 'fail' | undefined;
}

export interface Decline {
  code: string;
  decline_code?: string | undefined;
  message: string;
  network_decline_code?: string | undefined;
  advice_code?: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later' | undefined;
  param?: string | undefined;
}

const declined = (
  decline_code: string,
  message = 'Your card was declined.',
  advice: Decline['advice_code'] = 'try_again_later',
): Decline => ({
  code: 'card_declined',
  decline_code,
  message,
  network_decline_code: '01',
  advice_code: advice,
});

const visa = { brand: 'visa', country: 'US', funding: 'credit' } as const;

/** The documented test cards that the simulator knows; any other number that passes the Luhn check pays. */
const TEST_CARDS: readonly TestCard[] = [
  { ...visa, number: '4242424242424242', effect: 'Pays' },
  { ...visa, number: '4000056655665556', funding: 'debit', effect: 'Pays, Visa debit' },
  { number: '5555555555554444', brand: 'mastercard', country: 'US', funding: 'credit', effect: 'Pays, Mastercard' },
  {
    number: '2223003122003222',
    brand: 'mastercard',
    country: 'US',
    funding: 'credit',
    effect: 'Pays, Mastercard 2-series',
  },
  {
    number: '5200828282828210',
    brand: 'mastercard',
    country: 'US',
    funding: 'debit',
    effect: 'Pays, Mastercard debit',
  },
  {
    number: '5105105105105100',
    brand: 'mastercard',
    country: 'US',
    funding: 'prepaid',
    effect: 'Pays, Mastercard prepaid',
  },
  { number: '378282246310005', brand: 'amex', country: 'US', funding: 'credit', effect: 'Pays, American Express' },
  { number: '371449635398431', brand: 'amex', country: 'US', funding: 'credit', effect: 'Pays, American Express' },
  { number: '6011111111111117', brand: 'discover', country: 'US', funding: 'credit', effect: 'Pays, Discover' },
  { number: '6011000990139424', brand: 'discover', country: 'US', funding: 'credit', effect: 'Pays, Discover' },
  { number: '3056930009020004', brand: 'diners', country: 'US', funding: 'credit', effect: 'Pays, Diners Club' },
  { number: '3566002020360505', brand: 'jcb', country: 'JP', funding: 'credit', effect: 'Pays, JCB' },
  { number: '6200000000000005', brand: 'unionpay', country: 'CN', funding: 'credit', effect: 'Pays, UnionPay' },
  { ...visa, number: '4000002760000016', country: 'DE', effect: 'Pays, German Visa' },
  {
    ...visa,
    number: '4000000000000002',
    effect: 'Declined',
    decline: declined('generic_decline'),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000009995',
    effect: 'Declined, insufficient funds',
    decline: declined('insufficient_funds', 'Your card has insufficient funds.'),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000009987',
    effect: 'Declined, lost card',
    decline: declined('lost_card', 'Your card was declined.', 'do_not_try_again'),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000009979',
    effect: 'Declined, stolen card',
    decline: declined('stolen_card', 'Your card was declined.', 'do_not_try_again'),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000000069',
    effect: 'Declined, expired card',
    decline: {
      code: 'expired_card',
      decline_code: 'expired_card',
      message: 'Your card has expired.',
      param: 'exp_month',
      advice_code: 'confirm_card_data',
      network_decline_code: '54',
    },
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000000127',
    effect: 'Declined, wrong CVC',
    decline: {
      code: 'incorrect_cvc',
      decline_code: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
      param: 'cvc',
      advice_code: 'confirm_card_data',
    },
    declinesOnAttach: true,
    cvcCheck: 'fail',
  },
  {
    ...visa,
    number: '4000000000000119',
    effect: 'Declined, processing error',
    decline: {
      code: 'processing_error',
      decline_code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
      advice_code: 'try_again_later',
    },
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000006975',
    effect: 'Declined, too many attempts',
    decline: declined(
      'card_velocity_exceeded',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
    ),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4100000000000019',
    effect: 'Blocked as fraudulent',
    decline: declined('fraudulent', 'Your card was declined.', 'do_not_try_again'),
    declinesOnAttach: true,
  },
  {
    ...visa,
    number: '4000000000000341',
    effect: 'Pays here, fails at renewal',
    decline: declined('generic_decline'),
    paysOnPage: true,
  },
  {
    ...visa,
    number: '4000002500003155',
    country: 'FR',
    effect: '3-D Secure once, when it is saved',
    authentication: 'unless_set_up',
  },
  {
    ...visa,
    number: '4000002760003184',
    country: 'DE',
    effect: '3-D Secure for every payment',
    authentication: 'always',
  },
  {
    ...visa,
    number: '4000003800000446',
    effect: 'Set up already, needs 3-D Secure when you are there',
    authentication: 'unless_set_up',
  },
  { ...visa, number: '4000000000003220', effect: '3-D Secure must be completed', authentication: 'always' },
  { ...visa, number: '4000000000003063', effect: '3-D Secure must be completed', authentication: 'always' },
  {
    ...visa,
    number: '4000008260003178',
    country: 'GB',
    effect: '3-D Secure, then insufficient funds',
    authentication: 'always',
    decline: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  {
    ...visa,
    number: '4000008400001629',
    effect: '3-D Secure, then declined',
    authentication: 'always',
    decline: declined('generic_decline'),
  },
  { ...visa, number: '4000000000003055', effect: 'Supports 3-D Secure, does not ask' },
  { ...visa, number: '4000000000000259', effect: 'Pays, then disputed as fraudulent', dispute: 'fraudulent' },
  { ...visa, number: '4000000000002685', effect: 'Pays, then disputed: not received', dispute: 'product_not_received' },
  { ...visa, number: '4000000000001976', effect: 'Pays, then an inquiry', dispute: 'inquiry' },
  { ...visa, number: '4000000000007726', effect: 'Pays; refunds are pending first', refund: 'pending_then_succeeds' },
  { ...visa, number: '4000000000005126', effect: 'Pays; refunds fail later', refund: 'pending_then_fails' },
  { ...visa, number: '4000000000000077', effect: 'Pays, funds available at once' },
  {
    ...visa,
    number: '4000000000000101',
    effect: 'Pays; fails the CVC check',
    cvcCheck: 'fail',
    decline: {
      code: 'incorrect_cvc',
      decline_code: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
      param: 'cvc',
    },
  },
  { ...visa, number: '4000000000000036', effect: 'Pays; fails the postal code check' },
  { ...visa, number: '4000000000000010', effect: 'Pays; fails the address checks' },
  { ...visa, number: '4000000000009235', effect: 'Pays, elevated risk' },
];

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]));

// Stripe's names for the same cards: behind `pm_card_` and behind `tok_`.
const NAMES: Readonly<Record<string, string>> = {
  visa: '4242424242424242',
  visa_debit: '4000056655665556',
  mastercard: '5555555555554444',
  mastercard_debit: '5200828282828210',
  mastercard_prepaid: '5105105105105100',
  amex: '371449635398431',
  discover: '6011000990139424',
  diners: '3056930009020004',
  jcb: '3566002020360505',
  unionpay: '6200000000000005',
  us: '4242424242424242',
  de: '4000002760000016',
  chargedeclined: '4000000000000002',
  chargedeclinedinsufficientfunds: '4000000000009995',
  visa_chargedeclinedinsufficientfunds: '4000000000009995',
  visa_chargedeclined: '4000000000000002',
  visa_chargedeclinedlostcard: '4000000000009987',
  visa_chargedeclinedstolencard: '4000000000009979',
  chargedeclinedexpiredcard: '4000000000000069',
  chargedeclinedincorrectcvc: '4000000000000127',
  chargedeclinedprocessingerror: '4000000000000119',
  chargedeclinedvelocitylimitexceeded: '4000000000006975',
  visa_chargedeclinedvelocitylimitexceeded: '4000000000006975',
  chargedeclinedfraudulent: '4100000000000019',
  radarblock: '4100000000000019',
  chargecustomerfail: '4000000000000341',
  visa_chargecustomerfail: '4000000000000341',
  authenticationrequired: '4000002760003184',
  authenticationrequiredonsetup: '4000002500003155',
  authenticationrequiredsetupforoffsession: '4000003800000446',
  authenticationrequiredchargedeclinedinsufficientfunds: '4000008260003178',
  threedsecurerequired: '4000000000003220',
  threedsecure2required: '4000000000003220',
  threedsecureoptional: '4000000000003055',
  threedsecurerequiredchargedeclined: '4000008400001629',
  createdispute: '4000000000000259',
  createdisputeproductnotreceived: '4000000000002685',
  createdisputeinquiry: '4000000000001976',
  pendingrefund: '4000000000007726',
  refundfail: '4000000000005126',
  bypasspending: '4000000000000077',
  cvccheckfail: '4000000000000101',
  avszipfail: '4000000000000036',
  avsfail: '4000000000000010',
  risklevelelevated: '4000000000009235',
};

/** The card a name like `pm_card_visa` or `tok_chargeDeclined` stands for; null for other ids. */
export function cardByName(id: string): TestCard | null {
  const name = /^(?:pm_card_|tok_)(.+)$/.exec(id)?.[1]?.toLowerCase();
  const number = name ? (NAMES[name] ?? NAMES[name.replaceAll('_', '')]) : undefined;
  return number ? (BY_NUMBER.get(number) ?? null) : null;
}

/** The behaviour of a number; numbers that are no test card pay. */
export function cardByNumber(number: string): TestCard {
  return BY_NUMBER.get(number) ?? { number, brand: brandOf(number), country: 'US', funding: 'credit', effect: 'Pays' };
}

function brandOf(number: string): TestCard['brand'] {
  if (/^3[47]/.test(number)) return 'amex';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard';
  if (/^(6011|65|64[4-9])/.test(number)) return 'discover';
  if (number.startsWith('35')) return 'jcb';
  if (/^3[068]/.test(number)) return 'diners';
  if (number.startsWith('62')) return 'unionpay';
  return 'visa';
}

export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
