import { json, type RouteContext } from './route.js';

/** Public: signed-out visitors see prices. */
export const getCatalog = ({ farebox, runs }: RouteContext): Response =>
  json(farebox.catalogView([...runs.keys()]), { headers: { 'cache-control': 'public, max-age=60' } });
