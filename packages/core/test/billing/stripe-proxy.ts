import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  readonly stripeVersion: string | null;
  readonly body: string;
}
/** Pass it on; pass it on and lose the answer; pass it on and answer 500 for good; break the line before. */
export type Verdict = 'pass' | 'lose_answer' | 'answer_500' | 'refuse';
type Interference = (call: SeenCall) => Promise<Verdict> | Verdict;

/** A wire between the engine and the simulator: writes down every call, and can be told to fail or to wait. */
export interface StripeProxy {
  readonly port: number;
  readonly calls: SeenCall[];
  interfere: Interference;
  /** Takes our idempotency keys off, as if none had been sent. */
  dropsKeys: boolean;
  /** Answers a GET by itself when it returns something. */
  answer: (call: SeenCall) => unknown;
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
const header = (value: string | string[] | undefined): string | null => (typeof value === 'string' ? value : null);

export async function startStripeProxy(target: { readonly host: string; readonly port: number }): Promise<StripeProxy> {
  const calls: SeenCall[] = [];
  const proxy = {
    calls,
    interfere: (() => 'pass') as Interference,
    dropsKeys: false,
    answer: (() => undefined) as (call: SeenCall) => unknown,
  };
  const server: Server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    if (proxy.dropsKeys) delete incoming.headers['idempotency-key'];
    const call: SeenCall = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      idempotencyKey: header(incoming.headers['idempotency-key']),
      stripeVersion: header(incoming.headers['stripe-version']),
      body: body.toString('utf8'),
    };
    calls.push(call);
    const verdict = await proxy.interfere(call);
    if (verdict === 'refuse') return void incoming.socket.destroy();
    const own = call.method === 'GET' ? proxy.answer(call) : undefined;
    if (own !== undefined) {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      return void outgoing.end(JSON.stringify(own));
    }
    const onward = request(
      { host: target.host, port: target.port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      async (answer) => {
        const bytes = await bodyOf(answer);
        if (verdict === 'lose_answer') return void incoming.socket.destroy();
        if (verdict === 'answer_500') {
          outgoing.writeHead(500, { 'content-type': 'application/json', 'stripe-should-retry': 'false' });
          return void outgoing.end(JSON.stringify({ error: { type: 'api_error', message: 'Stored failure.' } }));
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.end(bytes);
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, {
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
