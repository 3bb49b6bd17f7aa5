import { page, redirect } from './answers.js';
import type { HostedAnswer, HostedCall } from './hosted-call.js';
import { messagePage, SIM_CSS, DASHBOARD_SCRIPT } from './index.js';
import type { Kernel } from '../kernel.js';
import { type World, worldOf } from '../world.js';
import { showChallenge, answerChallengePage } from './challenge/serve-challenge.js';
import { answerCheckoutChallenge, postCheckout, showCheckout } from './checkout/serve-checkout.js';
import { handleDashboard } from './dashboard/serve-dashboard.js';
import { frameOf } from './kit/page-frame.js';
import { postInvoice, showInvoice } from './invoice/serve-invoice.js';
import { postPortal, showPortal } from './portal/serve-portal.js';

type Handler = (call: HostedCall) => HostedAnswer | Promise<HostedAnswer>;

const PAGES: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['GET', /^\/c\/(?:pay|embed)\/([^/]+)$/, showCheckout],
  ['POST', /^\/c\/(?:pay|embed)\/([^/]+)$/, postCheckout],
  ['POST', /^\/c\/(?:pay|embed)\/([^/]+)\/3ds$/, answerCheckoutChallenge],
  ['GET', /^\/p\/session\/([^/]+)(?:\/(?:cancel|plan|card))?$/, showPortal],
  ['POST', /^\/p\/session\/([^/]+)$/, postPortal],
  ['GET', /^\/i\/([^/]+)(?:\/pdf)?$/, showInvoice],
  ['POST', /^\/i\/([^/]+)$/, postInvoice],
  ['GET', /^\/3ds\/([^/]+)$/, showChallenge],
  ['POST', /^\/3ds\/([^/]+)$/, answerChallengePage],
];

/** Answers everything outside the API and the control plane. */
export async function handleHosted(kernel: Kernel, request: Request, path: string): Promise<Response> {
  if (path === '/_simulator/sim.css') return file(SIM_CSS, 'text/css; charset=utf-8');
  if (path === '/_simulator/dashboard.js') return file(DASHBOARD_SCRIPT, 'text/javascript; charset=utf-8');
  const url = new URL(request.url);
  const form = request.method === 'POST' ? new URLSearchParams(await request.text()) : new URLSearchParams();
  if (path === '/' && request.method === 'GET') return redirect(kernel, '/_simulator');
  if (path === '/_simulator' || path.startsWith('/_simulator/'))
    return handleDashboard(kernel, request, path, url, form);
  for (const [method, pattern, handler] of PAGES) {
    const match = request.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const id = decodeURIComponent(match[1] ?? '');
    const answer = await handler({ kernel, world: worldHolding(kernel, id), url, form, id });
    // Embedded Checkout is made for the frame of another page.
    const framed = path.startsWith('/c/embed/');
    if (typeof answer === 'string') return page(answer, 200, framed);
    if ('page' in answer) return page(answer.page, answer.status, framed);
    return redirect(kernel, answer.location);
  }
  return page(
    messagePage({
      frame: frameOf(kernel),
      title: 'Nothing here',
      message: `The simulator has no page at ${path}.`,
      link: { label: 'Open the dashboard', url: '/_simulator' },
    }),
    404,
  );
}

/** Pages have no account in their address: the object says whose it is. */
function worldHolding(kernel: Kernel, id: string): World {
  for (const account of Object.keys(kernel.universe.state.accounts)) {
    const world = worldOf(kernel.universe, account);
    if (id in world.data.order) return world;
  }
  return worldOf(kernel.universe);
}

function file(text: string, type: string): Response {
  return new Response(text, { headers: { 'content-type': type, 'cache-control': 'no-cache' } });
}
