interface Waiting {
  /** Ticks that it has lived through. */
  ticks: number;
  readonly giveUp: () => void;
}
type Timer = ReturnType<typeof setInterval> & { ref?(): unknown; unref?(): unknown };
/** One timer for all calls in flight; each is given up between so many ticks and one more. */
const TICKS = 8;

/**
 * Gives up what takes longer than `timeoutMs` (an eighth more at most). A timer of its own for each call would cost more than
 * a call to a quick store; no clock is read. Only calls in flight keep a process alive.
 */
export function createDeadlines(timeoutMs: number): { add(giveUp: () => void): () => void } {
  const waiting = new Set<Waiting>();
  let timer: Timer | null = null;

  function tick(): void {
    for (const one of waiting) {
      one.ticks += 1;
      if (one.ticks <= TICKS) continue;
      waiting.delete(one);
      one.giveUp();
    }
    if (waiting.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }
  return {
    /** Call what it returns when the answer is there. */
    add(giveUp) {
      const one: Waiting = { ticks: 0, giveUp };
      waiting.add(one);
      if (timer === null) timer = setInterval(tick, Math.max(1, timeoutMs / TICKS));
      else if (waiting.size === 1) timer.ref?.();
      return () => {
        waiting.delete(one);
        if (waiting.size === 0) timer?.unref?.();
      };
    },
  };
}
