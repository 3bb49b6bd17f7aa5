import type { PaymentMethod } from '../state/tables.js';

export type BillingDetails = PaymentMethod['billing_details'];
