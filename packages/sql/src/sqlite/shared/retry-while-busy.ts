/** "Somebody else is writing": nothing has happened yet, so it may simply be asked again until the time is over. */
export async function retryWhileBusy<T>(
  work: () => T | Promise<T>,
  isBusy: (error: unknown) => boolean,
  timeoutMs: number,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= until) throw error;
      const pause = Math.min(1 + attempt * 2, 50) * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
