import type { portalRequestSchema } from '@farebox/core/contract';
import type { z } from 'zod';
import { json, type OwnedRouteContext } from './route.js';

export const createPortal = async ({
  farebox,
  owner,
  body,
}: OwnedRouteContext<z.infer<typeof portalRequestSchema>>): Promise<Response> =>
  json(await farebox.portal.create(owner.customer, body));
