import type { Logger } from '../../runtime/logger.js';

export interface Worker {
  /** Starts looking. Idempotent. */
  start(): void;
  /** Finishes what is in hand, then stops. */
  stop(): Promise<void>;
  /** Look now instead of at the next tick; nothing happens while it is stopped. */
  kick(): void;
  isStarted(): boolean;
}

/**
 * Runs `work` again and again: at once while it says there is more, else every `idleMs`. One run at a time; a kick during a
 * run causes another. A failure is logged under its `name` and tried again: the worker itself never dies.
 */
export function createWorker(
  name: string,
  work: () => Promise<{ readonly hasMore: boolean }>,
  idleMs: number,
  logger: Logger,
): Worker {
  let isStarted = false;
  let isKicked = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    let delay = idleMs;
    try {
      isKicked = false;
      if ((await work()).hasMore) delay = 0;
    } catch (error) {
      logger.error(`The worker "${name}" failed and will try again.`, { error });
    }
    running = null;
    if (isStarted) schedule(isKicked ? 0 : delay);
  }
  function schedule(delay: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      running ??= run();
    }, delay);
    // A worker alone must not keep a process alive.
    if (typeof timer === 'object' && 'unref' in timer) timer.unref();
  }
  return {
    isStarted: () => isStarted,
    start() {
      if (isStarted) return;
      isStarted = true;
      schedule(0);
    },
    async stop() {
      isStarted = false;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await running;
    },
    kick() {
      if (!isStarted) return;
      isKicked = true;
      if (running === null) schedule(0);
    },
  };
}
