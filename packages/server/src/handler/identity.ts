import { type Customer, InvalidSettingsError } from '@farebox/core';

/** Who is asking, who pays, and what they may do. The host answers it once, at the edge, from its own session. */
export interface Identity {
  /** The person: kept with what they use, counted against member caps. */
  readonly userId: string;
  /** Who pays. Default: the person. */
  readonly customer?: Customer | undefined;
  /** May they buy, change, cancel, open the portal? Default: yes for themselves, no for an organisation. */
  readonly canManageBilling?: boolean | undefined;
  /** May they use tokens? Default: yes. */
  readonly canSpend?: boolean | undefined;
  /** Whom to ask when they may not manage billing, e.g. "Ana Ruiz (owner)". */
  readonly billingContact?: string | undefined;
  /** Prefills Checkout. Never used to find a customer (X11). */
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}
export type Identify = (request: Request) => Promise<Identity | null> | Identity | null;

declare const authorised: unique symbol;
/** Made here and nowhere else: routes below the edge can act for this owner only, never re-derive one (X7). */
export interface AuthorisedOwner {
  readonly [authorised]: true;
  readonly userId: string;
  readonly customer: Customer;
  readonly canManageBilling: boolean;
  readonly canSpend: boolean;
  readonly billingContact: string | null;
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** Written in JavaScript, or answered by a cast: told to the host in its log, not to a browser as its own mistake. */
function assertIdentity(identity: unknown): asserts identity is Identity {
  const userId =
    typeof identity === 'object' && identity !== null && 'userId' in identity ? identity.userId : undefined;
  if (typeof userId === 'string' && userId !== '') return;
  throw new InvalidSettingsError([
    `identify() answered ${typeof identity === 'object' ? `{ userId: ${typeof userId} }` : `a ${typeof identity}`}: answer { userId: 'the id as a string', … }, or null for somebody who is signed out.`,
  ]);
}

export async function authorise(identify: Identify, request: Request): Promise<AuthorisedOwner | null> {
  const identity: unknown = await identify(request);
  if (!identity) return null;
  assertIdentity(identity);
  const customer = identity.customer ?? identity.userId;
  const own = typeof customer === 'string' && customer === identity.userId;
  return {
    userId: identity.userId,
    customer,
    canManageBilling: identity.canManageBilling ?? own,
    canSpend: identity.canSpend ?? true,
    billingContact: identity.billingContact ?? null,
    email: identity.email,
    name: identity.name,
  } as AuthorisedOwner;
}

/** What a browser is told of its own rights. */
export const permissionsOf = ({
  canManageBilling,
  canSpend,
  billingContact,
}: AuthorisedOwner): Pick<AuthorisedOwner, 'canManageBilling' | 'canSpend' | 'billingContact'> => ({
  canManageBilling,
  canSpend,
  billingContact,
});
