/**
 * Where a request comes from, as far as a browser tells. Mutations with cookies pass from our own origin only (X16); a front
 * end that lives elsewhere is named in `allowedOrigins` and proves itself by a bearer token, never by cookies.
 */
export type Source = 'own' | 'allowed' | 'foreign' | 'unknown';

export function sourceOf(request: Request, ownOrigin: string | null, allowedOrigins: ReadonlySet<string>): Source {
  const origin = request.headers.get('origin');
  if (request.headers.get('sec-fetch-site') === 'same-origin') return 'own';
  if (origin === null)
    return request.headers.has('sec-fetch-site') && request.headers.get('sec-fetch-site') !== 'none'
      ? 'foreign'
      : 'unknown';
  if (ownOrigin !== null && origin === ownOrigin) return 'own';
  return allowedOrigins.has(origin) ? 'allowed' : 'foreign';
}

/** Browsers attach cookies by themselves; a token is put there on purpose. What is not our own origin is judged by the token alone. */
export function withoutCookies(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('cookie');
  return new Request(request, { headers });
}

export function corsHeaders(origin: string): Headers {
  return new Headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
    vary: 'origin',
  });
}

export function answerPreflight(request: Request, allowedOrigins: ReadonlySet<string>): Response {
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.has(origin))
    return new Response(null, { status: 403, headers: { vary: 'origin' } });
  const headers = corsHeaders(origin);
  headers.set('access-control-allow-methods', 'GET, POST');
  headers.set('access-control-allow-headers', 'authorization, content-type, idempotency-key');
  headers.set('access-control-max-age', '600');
  return new Response(null, { status: 204, headers });
}

/** Origins are exact: scheme, host and port, nothing else. A wildcard or a path would be a hole, so it is refused at start-up. */
export function parseAllowedOrigins(origins: readonly string[]): ReadonlySet<string> {
  for (const origin of origins) {
    let parsed: URL | null = null;
    try {
      parsed = new URL(origin);
    } catch {
      parsed = null;
    }
    if (!parsed || parsed.origin !== origin || !/^https?:$/.test(parsed.protocol) || origin.includes('*')) {
      throw new TypeError(
        `allowedOrigins: "${origin}" is not an origin. Write scheme, host and port only, e.g. "https://app.example.com".`,
      );
    }
  }
  return new Set(origins);
}
