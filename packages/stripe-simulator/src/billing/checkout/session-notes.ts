import type Stripe from 'stripe';
import type { JsonObject } from '../../state/stored.js';
import type { CheckoutSession } from '../../state/tables.js';
import type { World } from '../../world.js';

export type SessionParams = Omit<Stripe.Checkout.SessionCreateParams, 'ui_mode'> & { ui_mode?: string };

export interface SessionLine {
  price: string;
  quantity: number;
  taxRates: string[];
}

/** What a session remembers of its parameters beyond its own fields. */
export interface SessionNotes {
  lines: SessionLine[];
  discounts: { coupon?: string | undefined; promotion_code?: string | undefined }[];
  subscriptionData: JsonObject;
  intentData: JsonObject;
  setupData: JsonObject;
  /** A payment that waits for the bank's question. */
  challenge?: { method: string; email: string; name: string } | undefined;
  line_items?: unknown[] | undefined;
}

export function notesOf(world: World, session: CheckoutSession): SessionNotes {
  return world.data.notes.sessions[session.id] as unknown as SessionNotes;
}
