import { useCallback, useEffect, useRef, useState } from 'react';

export interface Resource<T> {
  /** The last good answer; undefined until there is one. */
  readonly data: T | undefined;
  readonly error: string | null;
  reload(): Promise<void>;
  /** Puts an answer that came by another way. */
  put(data: T): void;
}

/** Loads when it appears and whenever `key` changes. An answer that arrives after a newer request is dropped. */
export function useResource<T>(key: string, load: () => Promise<T>): Resource<T> {
  const [state, setState] = useState<{ key: string; data: T | undefined; error: string | null }>({
    key,
    data: undefined,
    error: null,
  });
  const latest = useRef({ load, ticket: 0 });
  useEffect(() => {
    latest.current.load = load;
  });
  const reload = useCallback(async () => {
    latest.current.ticket += 1;
    const { ticket } = latest.current;
    const isLatest = () => latest.current.ticket === ticket;
    try {
      const data = await latest.current.load();
      if (isLatest()) setState({ key, data, error: null });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isLatest())
        setState((before) => ({ key, data: before.key === key ? before.data : undefined, error: message }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
  }, [reload]);
  const put = useCallback((data: T) => setState({ key, data, error: null }), [key]);
  // What was loaded for another key is not this one's answer.
  return { data: state.key === key ? state.data : undefined, error: state.error, reload, put };
}
