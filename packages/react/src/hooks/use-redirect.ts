'use client';
import { useEffect, useState } from 'react';
import { useFarebox } from '../provider/context.js';
import type { Redirecting } from '../types.js';

/** Asks the server for an address of Stripe's and goes there. A second call while one is under way is ignored. */
export function useRedirect(
  endpoint: 'checkout' | 'portal',
): Redirecting & { go(body: Readonly<Record<string, unknown>>): Promise<void> } {
  const { client } = useFarebox();
  const [state, setState] = useState<Redirecting>({ status: 'idle', error: null });
  // The back button brings the page back as it was left, busy (U6): make it usable again.
  useEffect(() => {
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) setState({ status: 'idle', error: null });
    };
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, []);

  async function go(body: Readonly<Record<string, unknown>>): Promise<void> {
    if (state.status === 'opening') return;
    setState({ status: 'opening', error: null });
    try {
      const { url } = await client.transport.json(endpoint, { body: { returnTo: here(), ...body } });
      if (!/^https?:\/\//.test(url)) throw new Error('The server answered with an address that is not http(s).');
      location.assign(url);
    } catch (error) {
      setState({ status: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
      void client.refresh();
    }
  }
  return { ...state, go };
}

const here = (): string => `${location.pathname}${location.search}`;
