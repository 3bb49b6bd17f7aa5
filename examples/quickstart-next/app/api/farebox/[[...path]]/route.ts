import { toRouteHandler } from '@farebox/server/next';
import { handler } from '../../../../farebox';

export const { GET, POST, OPTIONS } = toRouteHandler(handler);
