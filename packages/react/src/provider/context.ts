'use client';
import { createContext, useContext } from 'react';
import type { FareboxClient } from '../client/farebox-client.js';
import type { Messages } from '../messages/messages.js';

export interface FareboxContextValue {
  readonly client: FareboxClient;
  readonly locale: string;
  readonly timeZone: string;
  readonly messages: Messages;
}
export const FareboxContext = createContext<FareboxContextValue | null>(null);

export function useFarebox(): FareboxContextValue {
  const value = useContext(FareboxContext);
  if (!value) {
    throw new Error(
      'A Farebox hook or component was used outside <FareboxProvider>. It needs the provider for the account and the catalogue: wrap your app in <FareboxProvider>…</FareboxProvider>.',
    );
  }
  return value;
}
