/** Test cards by what they do, from Stripe's public list. The engine may offer another list with the model. */
import type { CardChoice } from '../models.js';

const card = (number: string, effect: string, common = false): CardChoice => ({ number, effect, common });

export const CARD_CHOICES: readonly CardChoice[] = [
  card('4242424242424242', 'Succeeds', true),
  card('4000002500003155', 'Asks for 3-D Secure', true),
  card('4000000000000002', 'Declined', true),
  card('4000000000009995', 'Declined, insufficient funds', true),
  card('4000000000000341', 'Pays now, fails at renewal', true),
  card('4000002760003184', 'Asks for 3-D Secure every time'),
  card('4000008260003178', '3-D Secure, then insufficient funds'),
  card('4000000000009987', 'Declined, lost card'),
  card('4000000000009979', 'Declined, stolen card'),
  card('4000000000000069', 'Declined, expired'),
  card('4000000000000127', 'Declined, wrong security code'),
  card('4000000000000119', 'Processing error'),
  card('4000000000000259', 'Pays, then disputed as fraud'),
  card('5555555555554444', 'Succeeds, Mastercard'),
  card('378282246310005', 'Succeeds, American Express'),
];
