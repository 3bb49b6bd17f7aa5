import type { AuthorisedOwner } from '../handler/identity.js';
import { json, type OwnedRouteContext } from './route.js';

export const permissionsOf = (
  owner: AuthorisedOwner,
): { canManageBilling: boolean; canSpend: boolean; billingContact: string | null } => ({
  canManageBilling: owner.canManageBilling,
  canSpend: owner.canSpend,
  billingContact: owner.billingContact,
});

export const getAccount = async ({ farebox, owner }: OwnedRouteContext): Promise<Response> =>
  json(await farebox.snapshot(owner.customer, permissionsOf(owner)));
