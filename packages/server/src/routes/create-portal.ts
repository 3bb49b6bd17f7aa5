import { endpoints } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';

export const createPortal = defineRoute(endpoints.portal, async ({ farebox, owner, body }) =>
  farebox.portal.create(owner.customer, body),
);
