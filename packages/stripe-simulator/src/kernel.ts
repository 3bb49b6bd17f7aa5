import type { ApiContext } from './http/handle-api.js';
import type { WebhookEngine } from './webhooks/engine.js';

export interface AdvanceOptions {
  to?: Date | undefined;
  days?: number | undefined;
  months?: number | undefined;
  until?: 'next_event' | 'next_renewal' | undefined;
}

/** What the HTTP parts share. */
export interface Kernel extends ApiContext {
  engine: WebhookEngine;
  advance: (options: AdvanceOptions) => Promise<void>;
  reset: () => void;
  /** Called after anything changed: writes the state file. */
  touched: () => void;
}
