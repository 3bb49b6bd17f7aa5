import type { Answer, EndpointName } from '@farebox/core/contract';
import { paths } from './paths.js';
import { errorOf, RequestError } from './request-error.js';

export interface TransportOptions {
  readonly url: string;
  readonly headers?: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  readonly fetch?: typeof fetch | undefined;
}
export interface Call {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One place that speaks HTTP. Throws `RequestError`, also for a lost network. */
export class Transport {
  readonly #options: TransportOptions;
  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async send(endpoint: EndpointName, call: Call = {}): Promise<Response> {
    const { url, headers, fetch: send = globalThis.fetch } = this.#options;
    const all = new Headers(await headers?.());
    for (const [name, value] of Object.entries(call.headers ?? {})) all.set(name, value);
    const isPost = 'body' in call;
    if (isPost) all.set('content-type', 'application/json');
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, value);
    const address = `${url.replace(/\/$/, '')}${paths[endpoint]}${query.size > 0 ? `?${query}` : ''}`;
    try {
      return await send(address, {
        method: isPost ? 'POST' : 'GET',
        headers: all,
        cache: endpoint === 'catalog' ? 'default' : 'no-store',
        ...(isPost ? { body: JSON.stringify(call.body) } : {}),
        ...(call.signal ? { signal: call.signal } : {}),
      });
    } catch (error) {
      if (call.signal?.aborted) throw error;
      throw new RequestError(0, 'offline', 'The server could not be reached.');
    }
  }

  /** What the endpoint table says that it answers. */
  async json<E extends EndpointName>(endpoint: E, call: Call = {}): Promise<Answer<E>> {
    const response = await this.send(endpoint, call);
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as Answer<E>;
  }
}
