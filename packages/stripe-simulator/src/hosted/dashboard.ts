import { messagePage } from '../pages/index.js';
import type { Kernel } from '../simulator.js';
import { frameOf } from './frame.js';
import { page } from './handle-hosted.js';

export async function handleDashboard(
  kernel: Kernel,
  _request: Request,
  _path: string,
  _url: URL,
  _form: URLSearchParams,
): Promise<Response> {
  return page(
    messagePage({
      frame: frameOf(kernel),
      title: 'Dashboard',
      message: 'The dashboard comes with the next build.',
      link: null,
    }),
    404,
  );
}
