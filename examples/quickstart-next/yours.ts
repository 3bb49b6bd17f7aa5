/** Stands for what your app has already: a session, and the work that is paid for. */
export const currentUser = (_request: Request): { userId: string } | null => ({ userId: 'you' });
export const summarise = async (text: string, signal: AbortSignal): Promise<{ summary: string }> => {
  signal.throwIfAborted();
  return { summary: `In short: ${text.split(/\s+/).slice(0, 3).join(' ')}` };
};
