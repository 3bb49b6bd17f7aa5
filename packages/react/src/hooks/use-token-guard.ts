'use client';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { GuardMachine } from '../client/guard-machine.js';
import { previewOf } from '../client/preview.js';
import { useFarebox } from '../provider/context.js';
import type { RegisteredApp } from '../register.js';
import type { FareboxReact, GuardOptions } from '../types.js';
import { useAccount } from './use-account.js';
import { useCatalog } from './use-catalog.js';

/**
 * Preview, confirm, run, explain one paid feature. A feature with `defineRun` gives `run(input)`; one without gives
 * `wrap(usage, work)` around the host's own endpoint. The server decides and charges; both resolve with how it ended.
 */
export const useTokenGuard: FareboxReact<RegisteredApp>['useTokenGuard'] = ((
  feature: string,
  options: GuardOptions = {},
) => {
  const { client } = useFarebox();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [machine] = useState(() => new GuardMachine(client, feature, () => latest.current));
  const state = useSyncExternalStore(machine.state.subscribe, machine.state.get, machine.state.get);
  const catalog = useCatalog();
  const account = useAccount();
  useEffect(
    () => () => {
      if (latest.current.onUnmount === 'abort') machine.abort();
    },
    [machine],
  );
  const busy = state.status === 'quoting' || state.status === 'confirming' || state.status === 'running';
  return {
    state,
    preview: (usage?: { readonly complexity?: string }) =>
      previewOf(catalog.data, account.data, feature, usage, options),
    reset: () => machine.reset(),
    buttonProps: { 'aria-disabled': busy, 'aria-busy': state.status === 'quoting' || state.status === 'running' },
    run: machine.run.bind(machine),
    wrap: machine.wrap.bind(machine),
  };
}) as FareboxReact<RegisteredApp>['useTokenGuard'];
