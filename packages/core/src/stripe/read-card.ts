import type { Card } from '../storage/record-families.js';
import { fieldsOf, inside, integerOf, textOf } from './fields.js';

/** The card of an expanded payment method; null when it is an id only or no card. */
export function readCard(paymentMethod: unknown): Card | null {
  const card = fieldsOf(inside(paymentMethod)['card']);
  if (!card) return null;
  const [brand, last4] = [textOf(card['brand']), textOf(card['last4'])];
  const [expMonth, expYear] = [integerOf(card['exp_month']), integerOf(card['exp_year'])];
  return brand !== null && last4 !== null && expMonth !== null && expYear !== null
    ? { brand, last4, expMonth, expYear }
    : null;
}
