import { OutcomeUnknown, type Scheduler } from './scheduler.js';
import type { StripeModel } from './stripe-model.js';
import type { FaultTally } from './tally.js';

/** Signs what Stripe sends; the engine verifies it with the real thing. */
export const WEBHOOK_SECRET = 'whsec_simulated0simulated0simulated0';

export interface StripeWireOptions {
  readonly model: StripeModel;
  readonly process: number;
  readonly scheduler: Scheduler;
  readonly tally: FaultTally;
  readonly isAlive: () => boolean;
}

/**
 * One process's connection to Stripe, in the shape that the `stripe` package takes for its HTTP client: no socket, but the
 * same waits and the same lost requests and replies as towards the store.
 */
export function stripeWire({ model, process, scheduler, tally, isAlive }: StripeWireOptions): unknown {
  return {
    getClientName: () => 'simulated',
    makeRequest: async (_host: string, _port: string, path: string, method: string) => {
      if (!isAlive()) return new Promise<never>(() => undefined);
      try {
        await scheduler.pause(process, 'request');
        const answer = answerOf(model, tally, method, path);
        await scheduler.pause(process, 'reply');
        return answer;
      } catch (error) {
        // As a socket says it.
        if (error instanceof OutcomeUnknown) throw Object.assign(new Error('ECONNRESET'), { code: 'ECONNRESET' });
        throw error;
      }
    },
  };
}

function answerOf(model: StripeModel, tally: FaultTally, method: string, path: string): unknown {
  if (model.isDown) {
    tally.fault('Stripe trouble');
    return response(503, { error: { type: 'api_error', message: 'Try again later.' } });
  }
  if (method !== 'GET') throw new Error(`The simulation's Stripe does not know ${method} ${path}.`);
  const found = model.read(path);
  return found === null
    ? response(404, { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such object.' } })
    : response(200, found);
}
const response = (status: number, body: unknown) => ({
  getStatusCode: () => status,
  getHeaders: () => ({}),
  getRawResponse: () => body,
  toStream: (done: () => void) => done(),
  toJSON: async () => structuredClone(body),
});

/** The header `Stripe-Signature` over a body. */
export async function signatureOf(body: string, at: number): Promise<string> {
  const seconds = Math.floor(at / 1000);
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(WEBHOOK_SECRET), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(`${seconds}.${body}`)));
  return `t=${seconds},v1=${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
