import type { Kernel } from '../kernel.js';
import type { World } from '../world.js';

/** What every hosted page gets. */
export interface HostedCall {
  kernel: Kernel;
  world: World;
  url: URL;
  form: URLSearchParams;
  id: string;
}

/** A page, or where to go next. */
export type HostedAnswer = string | { location: string } | { page: string; status: number };
