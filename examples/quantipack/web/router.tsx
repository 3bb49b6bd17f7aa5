import { createContext, type MouseEvent, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

/** Path and query of this app's address, and a way to change them without a reload. */
export interface Route {
  readonly path: string;
  readonly query: URLSearchParams;
  /** `replace` leaves no step for the back button. */
  go(href: string, options?: { readonly replace?: boolean | undefined }): void;
}

const RouteContext = createContext<Route | null>(null);

export function RouteProvider({ children }: { readonly children: ReactNode }) {
  const [href, setHref] = useState(() => location.pathname + location.search);
  useEffect(() => {
    const onPop = () => setHref(location.pathname + location.search);
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  const route = useMemo<Route>(() => {
    const url = new URL(href, location.origin);
    return {
      path: url.pathname,
      query: url.searchParams,
      go(next, { replace = false } = {}) {
        history[replace ? 'replaceState' : 'pushState'](null, '', next);
        setHref(location.pathname + location.search);
        if (!replace) scrollTo(0, 0);
      },
    };
  }, [href]);
  return <RouteContext value={route}>{children}</RouteContext>;
}

export function useRoute(): Route {
  const route = useContext(RouteContext);
  if (!route) throw new Error('useRoute needs a RouteProvider above it.');
  return route;
}

interface LinkProps {
  readonly href: string;
  readonly className?: string | undefined;
  readonly current?: boolean | undefined;
  readonly children: ReactNode;
}

/** A link within the app; with a modifier key the browser does what it always does. */
export function Link({ href, className, current = false, children }: LinkProps) {
  const { go } = useRoute();
  function onClick(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  }
  return (
    <a href={href} className={className} aria-current={current ? 'page' : undefined} onClick={onClick}>
      {children}
    </a>
  );
}
