import { QueryClient } from '@tanstack/react-query';
import type { AccountWire, BalanceWire, CatalogWire } from '@farebox/core/contract';
import { Confirmations } from './confirmations.js';
import { Observable } from './observable.js';
import { RETURN_PARAMETER, SESSION_PARAMETER } from './paths.js';
import { newer, withBalance } from './snapshot.js';
import { openTabs, type Tabs } from './tabs.js';
import { Transport, type TransportOptions } from './transport.js';

export const accountKey = ['farebox', 'account'] as const;
export const catalogKey = ['farebox', 'catalog'] as const;
export const historyKey = ['farebox', 'history'] as const;

/** Back from Stripe: what the page is waiting for. */
export type Returning =
  | { readonly status: 'no' }
  | { readonly status: 'syncing' | 'pending' | 'failed'; readonly since: number };

/**
 * What one provider holds: a query client of our own (never the host's by accident), the transport, the open question, the
 * other tabs. No React in here.
 */
export class FareboxClient {
  readonly queries: QueryClient;
  readonly transport: Transport;
  readonly confirmations = new Confirmations();
  readonly returning = new Observable<Returning>({ status: 'no' });
  readonly #url: string;
  #tabs: Tabs | null = null;
  readonly #returns = new Map<string, Promise<void>>();

  constructor(options: TransportOptions & { readonly initial?: AccountWire | undefined }) {
    this.#url = options.url;
    this.transport = new Transport(options);
    this.queries = new QueryClient({
      defaultOptions: {
        queries: {
          retry: (count, error) => count < 2 && (error as { status?: number }).status === 0,
          retryDelay: 400,
          staleTime: 15_000,
        },
      },
    });
    if (options.initial) this.queries.setQueryData(accountKey, options.initial);
  }

  readonly catalog = (): CatalogWire | undefined => this.queries.getQueryData<CatalogWire>(catalogKey);
  readonly account = (): AccountWire | undefined => this.queries.getQueryData<AccountWire>(accountKey);

  readonly fetchCatalog = (): Promise<CatalogWire> => this.transport.json('catalog');
  /** Never goes back: an answer that was overtaken on the way is dropped. */
  readonly fetchAccount = async (): Promise<AccountWire> => this.#take(await this.transport.json('account'));

  #take(arrived: AccountWire): AccountWire {
    const held = this.account();
    if (held && held.customer !== arrived.customer) this.queries.removeQueries({ queryKey: historyKey });
    return newer(held, arrived);
  }

  showAccount(snapshot: AccountWire): void {
    this.queries.setQueryData(accountKey, this.#take(snapshot));
    void this.queries.invalidateQueries({ queryKey: historyKey });
    this.#tabs?.tell();
  }
  showBalance(balance: BalanceWire): void {
    this.queries.setQueryData<AccountWire>(accountKey, (held) => withBalance(held, balance));
    void this.refresh();
    this.#tabs?.tell();
  }
  readonly refresh = async (): Promise<void> => {
    await Promise.all([
      this.queries.invalidateQueries({ queryKey: accountKey }),
      this.queries.invalidateQueries({ queryKey: historyKey }),
    ]);
  };

  /** Joins the other tabs and listens for the back button; returns how to leave. */
  connect(): () => void {
    // Focus and a network that comes back are heard only by a cache that is mounted (R8).
    this.queries.mount();
    this.#tabs = openTabs(this.#url, () => void this.refresh());
    // A page out of the back-forward cache is as old as it looks.
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) void this.refresh();
    };
    const onFocus = () => {
      if (this.returning.get().status === 'pending') void this.#sync();
      // A window beside another one is never hidden: only its focus tells that somebody looks at it again (R8).
      void this.queries.refetchQueries({ queryKey: accountKey, type: 'active' }, { cancelRefetch: false });
    };
    addEventListener('pageshow', onShow);
    addEventListener('focus', onFocus);
    return () => {
      this.queries.unmount();
      removeEventListener('pageshow', onShow);
      removeEventListener('focus', onFocus);
      this.#tabs?.close();
      this.#tabs = null;
    };
  }

  /**
   * The page that comes back from Checkout or the portal is synced once, however often it renders, and its address loses the
   * parameters: a reload or a shared link repeats nothing.
   */
  readonly completeReturn = (): void => {
    const address = new URL(location.href);
    const from = address.searchParams.get(RETURN_PARAMETER);
    if (from !== 'checkout' && from !== 'portal') return;
    const session = address.searchParams.get(SESSION_PARAMETER);
    address.searchParams.delete(RETURN_PARAMETER);
    address.searchParams.delete(SESSION_PARAMETER);
    history.replaceState(history.state, '', address);
    if (from === 'checkout' && !session) return;
    const name = `${from}:${session ?? ''}`;
    this.#lastReturn = from === 'checkout' ? { from, session: session ?? '' } : { from };
    if (!this.#returns.has(name)) this.#returns.set(name, this.#sync());
  };
  #lastReturn: { readonly from: 'checkout'; readonly session: string } | { readonly from: 'portal' } = {
    from: 'portal',
  };

  async #sync(): Promise<void> {
    const since = performance.timeOrigin + performance.now();
    if (this.#lastReturn.from === 'checkout' && this.returning.get().status === 'no')
      this.returning.set({ status: 'syncing', since });
    for (const wait of [0, 1000, 2000, 4000, 8000, 15_000]) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      try {
        const answer = await this.transport.json('return', { body: this.#lastReturn });
        this.showAccount(answer.account);
        if (answer.outcome !== 'pending') {
          this.returning.set({ status: 'no' });
          return;
        }
        this.returning.set({ status: 'pending', since });
      } catch (error) {
        const status = (error as { status?: number }).status ?? 0;
        if (status >= 400 && status < 500) {
          // Not this user's session, or none at all: nothing to wait for.
          this.returning.set({ status: 'no' });
          void this.refresh();
          return;
        }
        this.returning.set({ status: 'failed', since });
      }
    }
  }
}
