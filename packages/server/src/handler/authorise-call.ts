import { FareboxError } from '@farebox/core';
import type { OwnedRoute } from './define-route.js';
import { authorise, type AuthorisedOwner, type Identify } from './identity.js';
import { type Source, withoutCookies } from './origin.js';

export interface AuthorisedCall {
  readonly owner: AuthorisedOwner;
  /** As `identify` saw it. */
  readonly request: Request;
}

/** Who asks, and may they? A mutation that could ride on a cookie must come from our own page. */
export async function authoriseCall(
  identify: Identify,
  who: OwnedRoute['who'],
  request: Request,
  source: Source,
): Promise<AuthorisedCall> {
  const isRead = request.method === 'GET';
  if (!isRead && source === 'foreign') {
    throw new FareboxError('foreign_origin', {
      message:
        'This request comes from another origin. Serve the app from APP_URL, or name the origin in createHandler({ allowedOrigins }) and send a bearer token.',
    });
  }
  const trusted = source === 'own' || (source === 'unknown' && isRead);
  const seen = trusted ? request : withoutCookies(request);
  const owner = await authorise(identify, seen);
  if (!owner)
    throw new FareboxError('signed_out', {
      message:
        trusted || !request.headers.has('cookie')
          ? 'Sign in first.'
          : 'Sign in first. Cookies count on requests of our own pages alone; from elsewhere send a bearer token.',
    });
  if (who === 'billing' && !owner.canManageBilling)
    throw new FareboxError('no_permission', {
      message: `You cannot manage billing here.${owner.billingContact ? ` ${owner.billingContact} can.` : ''}`,
    });
  if (who === 'spender' && !owner.canSpend)
    throw new FareboxError('no_permission', { message: 'You cannot use tokens here.' });
  return { owner, request: seen };
}
