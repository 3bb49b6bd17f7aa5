/** Lets a long computation stop when asked, say how far it is, and give other requests their turn. */
export interface Breath {
  /** Call it often; it costs nothing most of the time. Rejects with the signal's reason once aborted. */
  take(fraction: number): Promise<void>;
}

export interface BreathOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** So many steps run between two turns of the event loop: some ten milliseconds of packing. */
const STEPS_PER_TURN = 50;

export function createBreath({ signal, onProgress }: BreathOptions = {}): Breath {
  let steps = 0;
  return {
    async take(fraction) {
      signal?.throwIfAborted();
      steps += 1;
      if (steps % STEPS_PER_TURN !== 0) return;
      onProgress?.(fraction);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
