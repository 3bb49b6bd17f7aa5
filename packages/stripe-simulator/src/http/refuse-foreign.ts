import type { Universe } from '../world.js';
import { hostnameOf, isLoopback } from './hosts.js';

/**
 * A developer's browser reaches this server from every page that it shows. What another page sends is refused before anything
 * runs: a name that is not this machine's (DNS rebinding), and a request that another origin caused. Null for all others.
 *
 * A browser tells the truth about `Origin` and `Sec-Fetch-*`, a page cannot change them; a program sends none of them.
 */
export function refuseForeign(request: Request, universe: Universe): Response | null {
  const host = request.headers.get('host');
  if (host !== null && !isOwnName(host, universe)) {
    return refusal(
      `The simulator is not called '${host}'. It answers by the names of this machine (localhost, 127.0.0.1) and by those in the option \`servedAs\`, so that no web page reaches it by a name of its own.`,
    );
  }
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const isForeign =
    site === null
      ? origin !== null && origin !== new URL(request.url).origin && origin !== universe.origin
      : site !== 'same-origin' && site !== 'none';
  if (!isForeign || isVisit(request)) return null;
  return refusal(
    `The simulator takes requests from its own pages and from programs, not from the page of ${origin ?? 'another origin'}. Call it from your server, or press the button on its own page.`,
  );
}

/** A browser that goes to a page: every app sends people to Checkout that way. It changes nothing, and the page before cannot read it. */
function isVisit(request: Request): boolean {
  const mode = request.headers.get('sec-fetch-mode');
  return request.method === 'GET' && (mode === 'navigate' || mode === null) && !request.headers.has('origin');
}

function isOwnName(host: string, universe: Universe): boolean {
  const name = hostnameOf(host);
  if (name === null) return false;
  return isLoopback(name) || name === hostnameOf(universe.origin) || universe.servedAs.includes(name);
}

function refusal(message: string): Response {
  return new Response(JSON.stringify({ error: { type: 'invalid_request_error', message } }), {
    status: 403,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}
