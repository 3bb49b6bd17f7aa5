/** Lets a long computation stop when asked, say how far it is, and give other requests their turn. */
export interface Yielder {
  /** Call it often; it costs nothing most of the time. Rejects with the signal's reason once aborted. */
  turn(fraction: number): Promise<void>;
}

export interface YieldOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** So many steps run between two turns of the event loop: some ten milliseconds of packing. */
const STEPS_PER_TURN = 50;

export function createYielder({ signal, onProgress }: YieldOptions = {}): Yielder {
  let steps = 0;
  return {
    async turn(fraction) {
      signal?.throwIfAborted();
      steps += 1;
      if (steps % STEPS_PER_TURN !== 0) return;
      onProgress?.(fraction);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
