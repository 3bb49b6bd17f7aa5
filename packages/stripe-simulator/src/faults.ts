import { StripeFailure } from './http/stripe-error.js';
import type { JsonObject } from './state/stored.js';

export type FaultKind =
  | 'rate_limit'
  | 'lock_timeout'
  | 'conflict'
  | 'server_error'
  | 'unavailable'
  | 'stored_error'
  | 'reset_before'
  | 'reset_after'
  | 'slow'
  | 'wrong_json';

/** A fault that is waiting for a call. */
export interface Fault {
  id: string;
  kind: FaultKind;
  /** Only calls with this method; any when absent. */
  method?: string | undefined;
  /** Only calls whose path begins with this; any when absent. */
  path?: string | undefined;
  /** How many calls it hits; 1 unless said otherwise. */
  times: number;
  /** For `slow`: milliseconds. */
  delayMs?: number | undefined;
}

export interface ActiveFault {
  /** The call begins to run and ends in this error, which its idempotency key keeps. */
  stored?: StripeFailure | undefined;
  /** What to answer instead of running the call; undefined runs it. */
  before: (requestId: string) => Promise<Response | undefined>;
  /** What to answer instead of the real answer, after the call has run. */
  after: (requestId: string) => Promise<Response | undefined>;
}

const ERRORS: Partial<Record<FaultKind, { status: number; error: JsonObject; retry: boolean }>> = {
  rate_limit: {
    status: 429,
    error: {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message:
        'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
    },
    retry: true,
  },
  lock_timeout: {
    status: 429,
    error: {
      type: 'invalid_request_error',
      code: 'lock_timeout',
      message:
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
    },
    retry: true,
  },
  conflict: {
    status: 409,
    error: {
      type: 'api_error',
      message: 'The request conflicts with another request (perhaps due to using the same idempotent key).',
    },
    retry: true,
  },
  server_error: {
    status: 500,
    error: {
      type: 'api_error',
      message: 'Sorry! There was an error while talking to one of our backends. Support has been notified.',
    },
    retry: true,
  },
  unavailable: {
    status: 503,
    error: { type: 'api_error', message: 'Stripe is temporarily unavailable.' },
    retry: true,
  },
};

/** Faults on demand: each waits for a call that fits and is used up by it. */
export class FaultTable {
  private readonly waiting: Fault[] = [];
  private count = 0;

  add(fault: Omit<Fault, 'id' | 'times'> & { times?: number | undefined }): Fault {
    this.count += 1;
    const added: Fault = { ...fault, id: `fault_${this.count}`, times: fault.times ?? 1 };
    this.waiting.push(added);
    return added;
  }

  list(): readonly Fault[] {
    return this.waiting;
  }

  clear(id?: string): void {
    const keep = id === undefined ? [] : this.waiting.filter((fault) => fault.id !== id);
    this.waiting.splice(0, this.waiting.length, ...keep);
  }

  take(method: string, path: string, _params: JsonObject): ActiveFault | undefined {
    const fault = this.waiting.find(
      (candidate) => (candidate.method ?? method) === method && path.startsWith(candidate.path ?? ''),
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.clear(fault.id);
    return active(fault);
  }
}

function active(fault: Fault): ActiveFault {
  const error = ERRORS[fault.kind];
  const nothing = async () => undefined;
  if (fault.kind === 'stored_error')
    return {
      stored: new StripeFailure(500, { type: 'api_error', message: 'An unknown error occurred.' }),
      before: nothing,
      after: nothing,
    };
  if (error) {
    const respond = async (requestId: string) =>
      new Response(JSON.stringify({ error: error.error }), {
        status: error.status,
        headers: {
          'content-type': 'application/json',
          'request-id': requestId,
          'stripe-should-retry': String(error.retry),
        },
      });
    return { before: respond, after: nothing };
  }
  switch (fault.kind) {
    case 'slow':
      return {
        before: async () => void (await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 2000))),
        after: nothing,
      };
    case 'wrong_json':
      return {
        before: nothing,
        after: async (requestId) =>
          new Response('<html>502 Bad Gateway</html>', {
            status: 200,
            headers: { 'content-type': 'application/json', 'request-id': requestId },
          }),
      };
    case 'reset_before':
      return { before: async () => brokenAnswer(), after: nothing };
    default:
      return { before: nothing, after: async () => brokenAnswer() };
  }
}

/** Tells the server to drop the connection instead of answering. */
export const RESET_HEADER = 'x-simulator-reset';

/** An answer whose body breaks off: over HTTP the connection is reset, in process the read fails. */
function brokenAnswer(): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{'));
        controller.error(new Error('The simulator reset the connection, as a fault asked for.'));
      },
    }),
    { status: 200, headers: { 'content-type': 'application/json', [RESET_HEADER]: 'yes' } },
  );
}
