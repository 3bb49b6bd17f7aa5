import type { Kernel } from '../kernel.js';
import { PAGE_HEADERS } from './index.js';

/** `location` beginning with a slash stays below the mount path. */
export function redirect(kernel: Kernel, location: string): Response {
  const target = location.startsWith('/') ? `${kernel.universe.base}${location}` : location;
  return new Response(null, { status: 303, headers: { location: target } });
}

/** `framed`: the page is made for the frame of another page. */
export function page(html: string, status: number, framed = false): Response {
  const headers = new Headers(PAGE_HEADERS);
  const policy = headers.get('content-security-policy') ?? '';
  if (framed) headers.set('content-security-policy', policy.replace(/; frame-ancestors [^;]*/, ''));
  return new Response(html, { status, headers });
}
