import { InvalidReturnPathError } from '../../errors/calls.js';

/** Filled in by Stripe; must reach it unescaped. */
const SESSION_PLACEHOLDER = '{CHECKOUT_SESSION_ID}';
const OURS = ['farebox_return', 'session_id'];
const MAX_LENGTH = 2048;

/**
 * Where people come back to after Stripe: always the configured app, never an address from the browser (X14, X15).
 * `path` begins with exactly one slash and may have a query and a fragment, which are kept.
 * Of an app that lives below a path (`https://example.com/app`) it may name that path or leave it out: a browser sends where it is.
 * @throws InvalidReturnPathError for anything that could leave the app's origin.
 */
export function toReturnUrl(appUrl: string, path: string, from: 'checkout' | 'cancelled' | 'portal'): string {
  if (path.length > MAX_LENGTH || !isOwnPath(path)) throw new InvalidReturnPathError(path);
  const base = new URL(appUrl);
  let url: URL;
  try {
    url = new URL(isBelow(path, base) ? `${base.origin}${path}` : `${appUrl.replace(/\/+$/, '')}${path}`);
  } catch {
    throw new InvalidReturnPathError(path);
  }
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') throw new InvalidReturnPathError(path);
  for (const name of OURS) url.searchParams.delete(name);
  if (from === 'cancelled') return url.href;
  const added =
    from === 'checkout' ? `farebox_return=checkout&session_id=${SESSION_PLACEHOLDER}` : 'farebox_return=portal';
  const query = url.search === '' || url.search === '?' ? `?${added}` : `${url.search}&${added}`;
  return `${url.origin}${url.pathname}${query}${url.hash}`;
}

/** Does the path begin with the one under which the whole app lives? */
function isBelow(path: string, base: URL): boolean {
  const home = base.pathname.replace(/\/+$/, '');
  return home !== '' && path.startsWith(home) && /^(?:[/?#]|$)/.test(path.slice(home.length));
}

function isOwnPath(path: string): boolean {
  // One slash, then no second one and no backslash, which browsers read as one; nothing that a parser strips.
  if (!/^\/(?![/\\])/.test(path) || path.includes('\\')) return false;
  for (const character of path) if (character <= ' ' || character === '\u007f') return false;
  // Stripe would fill in its own placeholder wherever it stands.
  return !path.includes('{') && !path.includes('}');
}
