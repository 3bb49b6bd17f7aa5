import { english, type Messages } from './english.js';

export type { Messages };

/** English with some texts of your own: `messages={withMessages({ planYours: 'Current' })}`. */
export function withMessages(texts: Partial<Messages>): Messages {
  return { ...english, ...texts };
}
