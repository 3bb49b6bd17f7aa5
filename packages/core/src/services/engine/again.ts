const PAUSES_MS = [50, 200, 500, 1200] as const;

/** Tries, and tries again after growing pauses while the failure is one that passes. The last failure is thrown. */
export async function again<T>(call: () => Promise<T>, passes: (error: unknown) => boolean): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await call();
    } catch (error) {
      if (!passes(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return call();
}
