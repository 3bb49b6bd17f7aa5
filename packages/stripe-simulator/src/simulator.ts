import type { AdvanceOptions, Kernel } from './kernel.js';
import { DEFAULT_DUNNING } from './billing/subscriptions/dunning.js';
import type { DunningSettings } from './billing/subscriptions/dunning-settings.js';
import { invoiceConsequences } from './billing/invoices/invoice-consequences.js';
import { upcomingInvoice } from './billing/invoices/upcoming.js';
import { handleControl } from './control/handle-control.js';
import { FaultTable } from './faults.js';
import { handleHosted } from './pages/handle-pages.js';
import { handleApi } from './http/handle-api.js';
import { hostnameOf, isWebAddress } from './http/hosts.js';
import { refuseForeign } from './http/refuse-foreign.js';
import { Router } from './http/router.js';
import { copyState } from './state/copy-state.js';
import { apiRoutes } from './resources/index.js';
import { createEndpoint } from './resources/webhook-endpoints.js';
import { fillFromSeedData, type SeedData } from './seed-data.js';
import { type DeliveryMode, emptyState, type State } from './state/state.js';
import { addIntervals } from './billing/subscriptions/periods.js';
import { catchUp, runUntil, waiting } from './time/clock.js';
import { type Delivery, WebhookEngine } from './webhooks/engine.js';
import { clockNow, NEWEST_VERSION, type Universe, worldOf } from './world.js';

export interface SimulatorOptions {
  /** Same seed, same ids. Default: `farebox`. */
  seed?: string | number | undefined;
  /** Where simulated time begins. Default: a fixed day when a seed is given, else the computer's time. */
  now?: Date | undefined;
  /** Whether simulated time runs along by itself. Default: only when neither `seed` nor `now` is given. */
  ticking?: boolean | undefined;
  /** Objects to begin with. */
  data?: SeedData | undefined;
  /** The account's API version: events and calls without `Stripe-Version` have it. */
  apiVersion?: string | undefined;
  /** What the account does about failed renewals. */
  dunning?: Partial<DunningSettings> | undefined;
  /** The address the simulator is reached at, for the links in its answers. */
  origin?: string | undefined;
  /** Whose account it is, as its pages say it: "Return to QuantiPack". Default: the host of the address to return to. */
  businessName?: string | undefined;
  /** Path it is mounted under in a host's own server, like `/stripe`. */
  basePath?: string | undefined;
  /** Real milliseconds; tests may fix it. */
  wallClock?: (() => number) | undefined;
  /**
   * Hosts, without a port, that webhooks may be delivered to besides this machine, such as `app` in a network of containers.
   * Others can be given to the API and are never called: what a web page or a recording names does not reach your network.
   */
  webhookHosts?: readonly string[] | undefined;
  /** Names, without a port, by which it may be called besides this machine's own and that of `origin`. */
  servedAs?: readonly string[] | undefined;
  /** How webhooks are sent. Default: the global `fetch`. */
  send?: typeof fetch | undefined;
}

export interface EndpointOptions {
  url: string;
  secret?: string | undefined;
  delivery?: DeliveryMode | undefined;
  enabledEvents?: readonly string[] | undefined;
}

/** Everything in memory, as plain data; `JSON.stringify` keeps it. */
export interface SimulatorSnapshot {
  version: 1;
  /** Plain data; its shape is the simulator's own and may change with it. */
  state: unknown;
}

export interface Simulator {
  /** Where it listens; for `createSimulator` the origin it was given. */
  readonly url: string;
  /** 0 when it does not listen. */
  readonly port: number;
  /**
   * Answers a request without a network: the API, the hosted pages and the control plane. Has the shape of the global
   * `fetch`, so `Stripe.createFetchHttpClient(simulator.fetch)` needs no port.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** Simulated time. */
  now(): Date;
  /** Moves simulated time forward, runs everything that falls due on the way in order, and waits for the webhooks. */
  advance(options: AdvanceOptions): Promise<void>;
  readonly webhooks: {
    addEndpoint(options: EndpointOptions): { id: string; secret: string };
    setDelivery(id: string, mode: DeliveryMode): void;
    /** Sends what is gathered and waits until every endpoint has answered. */
    flush(): Promise<void>;
    deliveries(): readonly Delivery[];
  };
  readonly faults: FaultTable;
  /** Back to the beginning: same seed, same first objects. */
  reset(): void;
  snapshot(): SimulatorSnapshot;
  restore(snapshot: SimulatorSnapshot): void;
  close(): Promise<void>;
}

const SEEDED_START = Date.UTC(2026, 0, 15, 10, 0, 0);

/** A simulator without a port: call its `fetch`, or hand that to a server or a test. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { kernel: _kernel, ...simulator } = createWithKernel(options);
  return simulator;
}

/** The same, with the inside that a server needs. */
export function createWithKernel(options: SimulatorOptions = {}): Simulator & { readonly kernel: Kernel } {
  const wallClock = options.wallClock ?? Date.now;
  const seed = String(options.seed ?? 'farebox');
  const ticking = options.ticking ?? (options.seed === undefined && options.now === undefined);
  const begin = (): State => {
    const start = options.now?.getTime() ?? (options.seed === undefined ? wallClock() : SEEDED_START);
    return emptyState(seed, Math.floor(start / 1000), ticking, wallClock());
  };
  const universe: Universe = {
    state: begin(),
    wallClock,
    apiVersion: options.apiVersion ?? NEWEST_VERSION,
    origin: options.origin ?? 'http://stripe.simulator',
    base: options.basePath ?? '',
    businessName: options.businessName ?? null,
    call: { id: null, idempotency_key: null },
    dunning: { ...DEFAULT_DUNNING, ...definedOnly(options.dunning) },
    announceUpcoming: upcomingInvoice,
    afterInvoice: invoiceConsequences,
    publish: (event, account) => engine.publish(event, account),
    servedAs: options.servedAs ?? [],
    webhookHosts: new Set(options.webhookHosts),
  };
  const engine = new WebhookEngine(() => universe, options.send);
  const fill = (): void => {
    if (options.data) fillFromSeedData(worldOf(universe), options.data);
  };
  fill();
  const kernel: Kernel = {
    universe,
    router: new Router(apiRoutes),
    faults: new FaultTable(),
    running: new Set(),
    engine,
    touched: () => {},
    reset: () => {
      engine.forget();
      kernel.faults.clear();
      universe.state = begin();
      fill();
      kernel.touched();
    },
    advance: async (request) => {
      const to = targetOf(universe, request);
      if (to !== null) runUntil(universe, to);
      await engine.flush();
      kernel.touched();
    },
  };
  return {
    kernel,
    get url() {
      return `${universe.origin}${universe.base}`;
    },
    port: 0,
    faults: kernel.faults,
    fetch: (input, init) =>
      answer(kernel, input instanceof Request && init === undefined ? input : new Request(input, init)),
    now: () => new Date(clockNow(universe) * 1000),
    advance: kernel.advance,
    webhooks: {
      addEndpoint: (input) => {
        const host = isWebAddress(input.url) ? hostnameOf(input.url) : null;
        if (host === null) throw new Error(`A webhook endpoint is at an http or https address, not at '${input.url}'.`);
        // Code in this process is the starter's: the address that it gives names the host.
        universe.webhookHosts.add(host);
        const world = worldOf(universe);
        // A kept state may have the endpoint already: one address hears an event once.
        const same = Object.values(world.tables.webhookEndpoints).find((candidate) => candidate.url === input.url);
        if (same) world.remove('webhookEndpoints', same.id);
        const endpoint = createEndpoint(world, input);
        kernel.touched();
        return { id: endpoint.id, secret: world.data.notes.endpoints[endpoint.id]?.secrets[0] ?? '' };
      },
      setDelivery: (id, mode) => {
        const notes = worldOf(universe).data.notes.endpoints[id];
        if (!notes) throw new Error(`There is no webhook endpoint '${id}'.`);
        notes.delivery = mode;
      },
      flush: () => engine.flush(),
      deliveries: () => engine.deliveries(),
    },
    reset: kernel.reset,
    snapshot: () => ({ version: 1, state: structuredClone(universe.state) }),
    restore: (snapshot) => {
      engine.forget();
      universe.state = copyState(snapshot.state as State);
      kernel.touched();
    },
    close: () => engine.close(),
  };
}

async function answer(kernel: Kernel, request: Request): Promise<Response> {
  const { universe } = kernel;
  const refused = refuseForeign(request, universe);
  if (refused) return refused;
  catchUp(universe);
  let path = new URL(request.url).pathname;
  if (universe.base && path.startsWith(universe.base)) path = path.slice(universe.base.length) || '/';
  const response =
    path.startsWith('/v1/') || path.startsWith('/v2/')
      ? await handleApi(kernel, request, path)
      : ((await handleControl(kernel, request, path)) ?? (await handleHosted(kernel, request, path)));
  if (request.method !== 'GET') kernel.touched();
  return response;
}

/** Longer is a slip of the hand, and every renewal on the way is really made. */
const LONGEST_ADVANCE_SECONDS = 30 * 366 * 86_400;

/** The instant an advance ends at; null when there is nothing to wait for. */
function targetOf(universe: Universe, options: AdvanceOptions): number | null {
  const target = wishedTarget(universe, options);
  if (target === null || Math.abs(target - clockNow(universe)) <= LONGEST_ADVANCE_SECONDS) return target;
  throw new RangeError('The clock moves by at most thirty years at a time. Advance in smaller steps.');
}

/** The instant that was asked for; null when there is nothing to wait for. */
function wishedTarget(universe: Universe, { to, days, months, until }: AdvanceOptions): number | null {
  const now = clockNow(universe);
  if (to) {
    const target = Math.floor(to.getTime() / 1000);
    if (target < now)
      throw new RangeError(
        `The clock stands at ${new Date(now * 1000).toISOString()} and cannot go back to ${to.toISOString()}.`,
      );
    return target;
  }
  if (until === 'next_event')
    return waiting(universe).find((task) => task.at > now)?.at ?? waiting(universe)[0]?.at ?? null;
  if (until === 'next_renewal') {
    const next = waiting(universe).find(
      (task) => task.kind === 'renewal' || task.kind === 'trial_end' || task.kind === 'cancel',
    );
    // The invoice of a renewal is a draft for an hour; a renewal is over when it has been collected.
    return next ? Math.max(next.at, now) + (next.kind === 'cancel' ? 0 : 3600) : null;
  }
  return addIntervals(now, 'month', months ?? 0) + Math.round((days ?? 0) * 86_400);
}

function definedOnly<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}
