'use client';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { FareboxClient } from '../client/farebox-client.js';
import { english } from '../messages/english.js';
import type { ProviderProps } from '../types.js';
import { ConfirmHost } from '../confirm-dialog/confirm-host.js';
import { FareboxContext } from './context.js';

/** One account, one catalogue, one cache for all hooks and parts below. It wraps nothing around the host's own data library. */
export function FareboxProvider({
  url = '/api/farebox',
  headers,
  initial,
  locale = 'en',
  timeZone = 'UTC',
  messages,
  confirmDialog = true,
  children,
}: ProviderProps): ReactNode {
  const [client] = useState(() => new FareboxClient({ url, headers, initial }));
  useEffect(() => {
    const leave = client.connect();
    // Syncing a return is a request, but an idempotent one, made once per return however often effects run (U11).
    client.completeReturn();
    return leave;
  }, [client]);
  const value = useMemo(
    () => ({ client, locale, timeZone, messages: messages ? { ...english, ...messages } : english }),
    [client, locale, timeZone, messages],
  );
  return (
    <FareboxContext.Provider value={value}>
      {children}
      {confirmDialog ? <ConfirmHost /> : null}
    </FareboxContext.Provider>
  );
}
