import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { BodyAlreadyRead } from './body-already-read.js';

/** Node's request as a web `Request`. The address is only a carrier for the path: no origin is ever taken from `Host` (X15). */
export function toWebRequest(
  incoming: IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown },
  outgoing: ServerResponse,
): Request {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  if (hasBody && (incoming.body !== undefined || incoming.readableEnded)) throw new BodyAlreadyRead();
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  const aborted = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) aborted.abort();
  });
  return new Request(new URL(incoming.originalUrl ?? incoming.url ?? '/', 'http://farebox.invalid'), {
    method: incoming.method ?? 'GET',
    headers,
    signal: aborted.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  } as RequestInit);
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
