import { renderEvent, versionOf } from '../events.js';
import type { DeliveryMode } from '../state/state.js';
import type { StoredEvent, WebhookEndpoint } from '../state/tables.js';
import { type Universe, worldOf } from '../world.js';
import { mayReach } from './may-reach.js';
import { signature } from './sign.js';
import { thinEvent } from './thin.js';

export interface Attempt {
  /** Wall clock, milliseconds. */
  at: number;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  detail: string | null;
  tookMs: number;
}

export interface Delivery {
  event: string;
  type: string;
  account: string;
  endpoint: string;
  url: string;
  attempts: Attempt[];
  state: 'delivered' | 'waiting' | 'retrying' | 'failed' | 'dropped';
  payload: string;
}

// Stripe retries for days; what a developer waits for is the first minutes.
const BACKOFF_MS = [1_000, 5_000, 30_000, 120_000, 600_000];
const QUIET_MS = 300;
const TIMEOUT_MS = 20_000;
const LATE_MS = 3_000;

interface Channel {
  queue: Delivery[];
  /** The gathered batch goes out last first; kept here, because one payment may ask for it alone. */
  reversed: boolean;
  busy: Promise<void> | null;
  quiet: ReturnType<typeof setTimeout> | null;
}

/** Sends events to the endpoints that want them: one line per endpoint, in Stripe's order unless told otherwise. */
export class WebhookEngine {
  private readonly channels = new Map<string, Channel>();
  private readonly retries = new Set<ReturnType<typeof setTimeout>>();
  private log: Delivery[] = [];
  private closed = false;
  private isLate = false;

  constructor(
    private readonly universe: () => Universe,
    private readonly send: typeof fetch = fetch,
  ) {}

  publish(event: StoredEvent, account: string): void {
    const universe = this.universe();
    // Endpoints of the platform hear the events of connected accounts only through Connect, which is not simulated.
    for (const endpoint of Object.values(worldOf(universe, account).tables.webhookEndpoints)) {
      if (!wants(endpoint, event.type)) continue;
      const mode = this.modeOf(endpoint.id, account);
      const delivery = this.prepare(event, endpoint, account);
      this.log.push(delivery);
      if (mode === 'none') delivery.state = 'dropped';
      else for (let copy = 0; copy < (mode === 'twice' ? 2 : 1); copy += 1) this.enqueue(delivery, mode);
    }
  }

  /** Runs something whose events are sent only after a while, as when the redirect is faster than the webhook. */
  late<T>(run: () => T): T {
    this.isLate = true;
    try {
      return run();
    } finally {
      this.isLate = false;
    }
  }

  /** Sends one event again, to one endpoint or to all that listen. */
  replay(event: StoredEvent, account: string, endpointId: string | null, times = 1): void {
    for (const endpoint of Object.values(worldOf(this.universe(), account).tables.webhookEndpoints)) {
      if (endpointId ? endpoint.id !== endpointId : !wants(endpoint, event.type)) continue;
      const delivery = this.prepare(event, endpoint, account);
      this.log.push(delivery);
      for (let copy = 0; copy < times; copy += 1) this.enqueue(delivery, 'in_order');
    }
  }

  deliveries(): readonly Delivery[] {
    return this.log;
  }

  /** Sends everything that is gathered or waiting, and waits for the answers. Retries stay on the wall clock. */
  async flush(): Promise<void> {
    for (;;) {
      const open = [...this.channels.values()].filter((channel) => channel.queue.length > 0 || channel.busy);
      if (open.length === 0) return;
      await Promise.all(open.map((channel) => this.drain(channel)));
    }
  }

  forget(): void {
    for (const channel of this.channels.values()) if (channel.quiet) clearTimeout(channel.quiet);
    for (const retry of this.retries) clearTimeout(retry);
    this.channels.clear();
    this.retries.clear();
    this.log = [];
  }

  async close(): Promise<void> {
    this.closed = true;
    this.forget();
  }

  private notesOf(delivery: Delivery) {
    return worldOf(this.universe(), delivery.account).data.notes.endpoints[delivery.endpoint];
  }

  private modeOf(endpoint: string, account: string): DeliveryMode {
    return worldOf(this.universe(), account).data.notes.endpoints[endpoint]?.delivery ?? 'in_order';
  }

  private prepare(event: StoredEvent, endpoint: WebhookEndpoint, account: string): Delivery {
    const universe = this.universe();
    const version = versionOf(endpoint.api_version ?? universe.apiVersion);
    const notes = worldOf(universe, account).data.notes.endpoints[endpoint.id];
    const shown = notes?.thin ? thinEvent(event) : renderEvent(worldOf(universe, account), event, version, 1);
    const payload = JSON.stringify(notes?.livemode ? { ...shown, livemode: true } : shown, null, 2);
    return {
      event: event.id,
      type: event.type,
      account,
      endpoint: endpoint.id,
      url: endpoint.url,
      attempts: [],
      state: 'waiting',
      payload,
    };
  }

  private enqueue(delivery: Delivery, mode: DeliveryMode): void {
    if (this.closed) return;
    const channel = this.channels.get(delivery.endpoint) ?? { queue: [], reversed: false, busy: null, quiet: null };
    this.channels.set(delivery.endpoint, channel);
    channel.queue.push(delivery);
    if (channel.quiet) clearTimeout(channel.quiet);
    channel.quiet = null;
    const late = this.isLate || this.notesOf(delivery)?.late === true;
    if (mode === 'reversed') {
      // Gathered until nothing happens for a moment, or until `flush`.
      channel.reversed = true;
      channel.quiet = setTimeout(() => void this.drain(channel), QUIET_MS);
    } else {
      // Let the call that caused the event be answered first, as with Stripe.
      channel.quiet = setTimeout(() => void this.drain(channel), late ? LATE_MS : 0);
    }
  }

  private drain(channel: Channel): Promise<void> {
    if (channel.quiet) clearTimeout(channel.quiet);
    channel.quiet = null;
    channel.busy ??= this.run(channel).finally(() => {
      channel.busy = null;
    });
    return channel.busy;
  }

  private async run(channel: Channel): Promise<void> {
    while (channel.queue.length > 0 && !this.closed) {
      const batch = channel.queue.splice(0, channel.queue.length);
      if (channel.reversed) batch.reverse();
      channel.reversed = false;
      for (const delivery of batch) await this.attempt(delivery);
    }
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const universe = this.universe();
    const { tables, data } = worldOf(universe, delivery.account);
    const endpoint = tables.webhookEndpoints[delivery.endpoint];
    if (!endpoint || endpoint.status !== 'enabled') {
      delivery.state = 'dropped';
      return;
    }
    const notes = data.notes.endpoints[delivery.endpoint];
    const secrets = notes?.wrong_signature ? ['whsec_wrong'] : (notes?.secrets ?? []);
    const started = universe.wallClock();
    const attempt: Attempt = { at: started, status: null, detail: null, tookMs: 0 };
    if (!mayReach(universe, delivery.url)) {
      attempt.detail =
        'Not sent: webhooks go to this machine only. Name the host in `webhookHosts` when you start the simulator.';
      delivery.attempts.push(attempt);
      delivery.state = 'failed';
      return;
    }
    try {
      const response = await this.send(delivery.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(delivery.payload, secrets, Math.floor(started / 1000)),
        },
        body: delivery.payload,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      attempt.status = response.status;
      const text = await response.text();
      if (!response.ok) attempt.detail = text.slice(0, 200);
    } catch (error) {
      attempt.detail =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    }
    attempt.tookMs = universe.wallClock() - started;
    delivery.attempts.push(attempt);
    const failures = delivery.attempts.filter((made) => !isSuccess(made)).length;
    if (isSuccess(attempt)) delivery.state = 'delivered';
    else if (failures > BACKOFF_MS.length) delivery.state = 'failed';
    else {
      delivery.state = 'retrying';
      const retry = setTimeout(
        () => {
          this.retries.delete(retry);
          this.enqueue(delivery, 'in_order');
        },
        BACKOFF_MS[failures - 1] ?? 1_000,
      );
      retry.unref();
      this.retries.add(retry);
    }
  }
}

/** When a failed delivery is tried again, in wall clock milliseconds; null when it is not. */
export function retryAt({ attempts, state }: Delivery): number | null {
  const last = attempts.at(-1);
  if (state !== 'retrying' || !last) return null;
  const failures = attempts.filter((made) => !isSuccess(made)).length;
  return last.at + last.tookMs + (BACKOFF_MS[failures - 1] ?? 1_000);
}

function isSuccess(attempt: Attempt): boolean {
  return attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
}

function wants(endpoint: WebhookEndpoint, type: string): boolean {
  return (
    endpoint.status === 'enabled' && (endpoint.enabled_events.includes('*') || endpoint.enabled_events.includes(type))
  );
}
