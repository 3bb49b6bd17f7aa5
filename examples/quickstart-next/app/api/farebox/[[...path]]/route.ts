import { toRouteHandler } from '@farebox/server/next';
import { handler } from '../../../../farebox.js';

export const { GET, POST, OPTIONS } = toRouteHandler(handler);
