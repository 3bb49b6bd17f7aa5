'use client';
import { useFarebox } from '../provider/context.js';

/** Reads the account and the history again, e.g. after your own server has spent or granted tokens. What is shown stays until the answer is here. */
export function useRefresh(): () => Promise<void> {
  const { client } = useFarebox();
  return client.refresh;
}
