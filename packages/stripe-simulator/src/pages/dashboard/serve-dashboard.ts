import { dashboardPage, type DashboardModel, messagePage, readDashboardAction } from '../index.js';
import type { Kernel } from '../../kernel.js';
import { act } from './dashboard-actions.js';
import { dashboardModel, stateVersion } from './read-dashboard.js';
import { frameOf } from '../kit/page-frame.js';
import { page, redirect } from '../answers.js';

const STREAM_EVERY_MS = 300;

/** What the last action did, shown by the page it leads back to. */
const notices = new WeakMap<Kernel, NonNullable<DashboardModel['notice']>>();

/** Everything below /_simulator that is a page. */
export async function handleDashboard(
  kernel: Kernel,
  request: Request,
  path: string,
  url: URL,
  form: URLSearchParams,
): Promise<Response> {
  if (request.method === 'GET' && path === '/_simulator/stream') return stream(kernel, request.signal);
  if (request.method === 'GET' && path === '/_simulator/find') {
    return redirect(kernel, `/_simulator/objects/${encodeURIComponent((url.searchParams.get('id') ?? '').trim())}`);
  }
  if (request.method === 'POST' && path === '/_simulator/actions') return action(kernel, form);
  const notice = notices.get(kernel) ?? null;
  const model = request.method === 'GET' ? dashboardModel(kernel, path, url.searchParams, notice) : null;
  if (!model) return refuse(kernel, 'Nothing here', `The dashboard has no page at ${path}.`, 404);
  notices.delete(kernel);
  return page(dashboardPage(model), 200);
}

async function action(kernel: Kernel, form: URLSearchParams): Promise<Response> {
  const wish = readDashboardAction(form);
  if (!wish) return refuse(kernel, 'Not understood', 'A value of this form cannot be read. Nothing was changed.', 400);
  const notice = await act(kernel, wish);
  if (notice) notices.set(kernel, notice);
  return redirect(kernel, wish.back);
}

function refuse(kernel: Kernel, title: string, message: string, status: number): Response {
  const link = { label: 'Open the dashboard', url: `${kernel.universe.base}/_simulator` };
  return page(messagePage({ frame: frameOf(kernel), title, message, link }), status);
}

/** Server-sent events: the state's version, whenever it changes. */
function stream(kernel: Kernel, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let said = '';
      const say = (): void => {
        const version = stateVersion(kernel);
        if (version === said) return;
        said = version;
        controller.enqueue(encoder.encode(`data: ${version}\n\n`));
      };
      say();
      timer = setInterval(say, STREAM_EVERY_MS);
      timer.unref();
      signal.addEventListener('abort', stop);
    },
    cancel: stop,
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
}
