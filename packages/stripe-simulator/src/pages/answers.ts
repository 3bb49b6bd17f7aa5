import type { Kernel } from '../kernel.js';
import { PAGE_HEADERS } from './index.js';

/** `location` beginning with a slash stays below the mount path. */
export function redirect(kernel: Kernel, location: string): Response {
  const target = location.startsWith('/') ? `${kernel.universe.base}${location}` : location;
  return new Response(null, { status: 303, headers: { location: target } });
}

export function page(html: string, status: number): Response {
  return new Response(html, { status, headers: { ...PAGE_HEADERS } });
}
