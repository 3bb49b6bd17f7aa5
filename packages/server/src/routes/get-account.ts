import { endpoints } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';
import { permissionsOf } from '../handler/identity.js';

export const getAccount = defineRoute(endpoints.account, async ({ farebox, owner }) =>
  farebox.snapshot(owner.customer, permissionsOf(owner)),
);
