import type { IntentOutcome } from '../../payments/intent.js';
import type { PaymentIntent } from '../../state/tables.js';
import type { World } from '../../world.js';
import { settle } from './settle-invoice.js';

/** When a payment intent that belongs to an invoice came to something: the invoice follows. */
export function moneyMoved(world: World, intent: PaymentIntent, outcome: IntentOutcome): void {
  const invoice = world.tables.invoices[world.data.notes.intents[intent.id]?.invoice ?? ''];
  if (invoice?.status === 'open') settle(world, invoice, intent, outcome);
}
