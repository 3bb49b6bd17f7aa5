import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { FareboxError } from '@farebox/core';

/** Node's request as a web `Request`. The address is only a carrier for the path: no origin is ever taken from `Host` (X15). */
export function toWebRequest(
  incoming: IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown },
  outgoing: ServerResponse,
): Request {
  const method = incoming.method ?? 'GET';
  // What no web Request can be made of.
  if (/^(?:TRACE|TRACK|CONNECT)$/i.test(method))
    throw new FareboxError('method_not_allowed', { message: `${method} is not served here.` });
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  const aborted = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) aborted.abort();
  });
  const init: RequestInit & { readonly duplex?: 'half' } = {
    method,
    headers,
    signal: aborted.signal,
    ...(hasBody ? { body: bodyOf(incoming), duplex: 'half' } : {}),
  };
  return new Request(addressOf(incoming.originalUrl ?? incoming.url ?? '/'), init);
}

/** The path as it was sent: `//other.example/x` stays a path, and of an absolute address path and query alone count. */
function addressOf(target: string): string {
  const base = 'http://farebox.invalid';
  const absolute = !target.startsWith('/') && URL.canParse(target) ? new URL(target) : null;
  const path = absolute ? absolute.pathname + absolute.search : target;
  if (path.startsWith('/') && URL.canParse(base + path)) return base + path;
  throw new FareboxError('invalid_request', { message: 'The address of the request is none that can be read.' });
}

/** A parser that ran before us took the bytes that Stripe signed; whoever reads them is told, and a call that needs no body is served. */
function bodyOf(incoming: IncomingMessage & { readonly body?: unknown }): ReadableStream<Uint8Array> {
  if (incoming.body === undefined && !incoming.readableEnded)
    return Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  const error = new FareboxError('body_already_read', {
    message:
      'Something read the request body before Farebox did (express.json()?). Webhook signatures cover the exact bytes. Mount Farebox before any body parser: app.use("/api/farebox", toRouteHandler(handler)), then app.use(express.json()).',
  });
  return new ReadableStream({ pull: (controller) => controller.error(error) });
}

/** Streams a web `Response` out, at the pace of the reader. */
export async function sendWebResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  response.headers.forEach((value, name) => outgoing.setHeader(name, value));
  if (!response.body) {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  outgoing.on('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve));
    if (outgoing.destroyed) return;
  }
  outgoing.end();
}
