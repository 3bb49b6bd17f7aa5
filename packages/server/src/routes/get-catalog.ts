import { endpoints } from '@farebox/core/contract';
import { definePublicRoute } from '../handler/define-route.js';

/** Public: signed-out visitors see prices. */
export const getCatalog = definePublicRoute(
  endpoints.catalog,
  ({ farebox, runs }) => farebox.catalogView([...runs.keys()]),
  { 'cache-control': 'public, max-age=60' },
);
