import type { DashboardModel, DashboardView, Paged } from '../index.js';
import { renderEvent, versionOf } from '../../events.js';
import { render } from '../../http/render.js';
import type { Kernel } from '../../kernel.js';
import { TABLE_NAMES } from '../../state/tables.js';
import { type World, worldOf } from '../../world.js';
import { mergedDeliveries, payloadOf } from './redeliver.js';
import { clockModel } from './move-clock.js';
import { customerRow, endpointModel, eventRow, invoiceRow, paymentRow, subscriptionRow } from './dashboard-rows.js';
import { frameOf } from '../kit/page-frame.js';

const PAGE_SIZE = 25;
/** Fewer beside the other cards, so that the first page ends where they do. */
const OVERVIEW_SIZE = 15;
const SIDE_CUSTOMERS = 8;

/** Differs whenever anything that the dashboard shows has changed. */
export function stateVersion(kernel: Kernel): string {
  const { state } = kernel.universe;
  const log = kernel.engine.deliveries();
  const attempts = log.reduce((sum, delivery) => sum + delivery.attempts.length, 0);
  const open = log.filter((delivery) => delivery.state === 'waiting' || delivery.state === 'retrying').length;
  const { notes, tables } = worldOf(kernel.universe).data;
  const settings = [
    ...Object.values(notes.endpoints).map(
      (own) => `${own.delivery[0]}${own.late ? 'l' : ''}${own.wrong_signature ? 'w' : ''}`,
    ),
    ...Object.values(tables.webhookEndpoints).map((endpoint) => endpoint.status[0]),
    Object.keys(notes.failNextPayment).length,
    kernel.faults.list().length,
  ].join('');
  // A running clock is shown to the minute.
  const minute = state.clock.ticking ? Math.floor(kernel.universe.wallClock() / 60_000) : 0;
  return [state.sequence, state.clock.now, minute, log.length, attempts, open, settings].join('.');
}

/** Null for a path that is no page of the dashboard. */
export function dashboardModel(
  kernel: Kernel,
  path: string,
  query: URLSearchParams,
  notice: DashboardModel['notice'],
): DashboardModel | null {
  const world = worldOf(kernel.universe);
  const view = viewOf(kernel, world, path, query);
  if (!view) return null;
  const { tables } = world;
  const size = (table: object): number => Object.keys(table).length;
  return {
    frame: frameOf(kernel),
    clock: clockModel(kernel),
    endpoints: newestFirst(world, tables.webhookEndpoints).map((endpoint) => endpointModel(kernel, world, endpoint)),
    apiFaults: kernel.faults.list().map((fault) => ({
      id: fault.id,
      label: `${fault.times === 1 ? 'Next call' : `Next ${fault.times} calls`}${fault.path ? ` of ${fault.path}` : ''}: ${fault.kind.replaceAll('_', ' ')}`,
    })),
    version: stateVersion(kernel),
    counts: {
      customers: size(tables.customers),
      subscriptions: size(tables.subscriptions),
      invoices: size(tables.invoices),
      payments: size(tables.charges),
      events: size(tables.events),
    },
    notice,
    view,
  };
}

function viewOf(kernel: Kernel, world: World, path: string, query: URLSearchParams): DashboardView | null {
  const { tables } = world;
  const list = <Row, Shown>(rows: readonly Row[], show: (row: Row) => Shown): Paged<Shown> => paged(rows, query, show);
  switch (path) {
    case '/_simulator':
      return overview(kernel, world, query);
    case '/_simulator/customers':
      return {
        name: 'customers',
        customers: list(newestFirst(world, tables.customers), (row) => customerRow(world, row)),
      };
    case '/_simulator/subscriptions':
      return {
        name: 'subscriptions',
        subscriptions: list(newestFirst(world, tables.subscriptions), (row) => subscriptionRow(world, row)),
      };
    case '/_simulator/invoices':
      return { name: 'invoices', invoices: list(newestFirst(world, tables.invoices), (row) => invoiceRow(world, row)) };
    case '/_simulator/payments':
      return { name: 'payments', payments: list(newestFirst(world, tables.charges), (row) => paymentRow(world, row)) };
    case '/_simulator/events': {
      const type = (query.get('type') ?? '').trim() || null;
      const all = newestFirst(world, tables.events);
      const wanted = type?.endsWith('*')
        ? all.filter((row) => row.type.startsWith(type.slice(0, -1)))
        : all.filter((row) => type === null || row.type === type);
      const deliveries = mergedDeliveries(kernel);
      return { name: 'events', type, events: list(wanted, (row) => eventRow(row, deliveries)) };
    }
    default: {
      const id = /^\/_simulator\/objects\/([^/]+)$/.exec(path)?.[1];
      return id === undefined ? null : objectView(kernel, decodeURIComponent(id));
    }
  }
}

function overview(kernel: Kernel, world: World, query: URLSearchParams): DashboardView {
  const failedOnly = query.get('failed') === '1';
  const all = mergedDeliveries(kernel);
  const rows = failedOnly
    ? all.filter((row) => row.state === 'failed' || row.state === 'retrying' || row.state === 'dropped')
    : all;
  const event = query.get('event');
  const endpoint = query.get('endpoint');
  const payload = event && endpoint ? payloadOf(kernel, event, endpoint) : undefined;
  return {
    name: 'overview',
    deliveries: paged(rows, query, (row) => row, OVERVIEW_SIZE),
    failedOnly,
    open: event && endpoint && payload !== undefined ? { event, endpoint, payload } : null,
    customers: newestFirst(world, world.tables.customers)
      .slice(0, SIDE_CUSTOMERS)
      .map((row) => customerRow(world, row)),
  };
}

function objectView(kernel: Kernel, id: string): DashboardView {
  const deliveries = mergedDeliveries(kernel);
  for (const account of Object.keys(kernel.universe.state.accounts)) {
    const world = worldOf(kernel.universe, account);
    const stored = TABLE_NAMES.map((name) => (world.tables[name] as Record<string, unknown>)[id]).find(
      (found) => found !== undefined,
    );
    if (stored === undefined) continue;
    const event = world.tables.events[id];
    const object = event ? renderEvent(world, event) : render(world, stored, versionOf(kernel.universe.apiVersion));
    const events = newestFirst(world, world.tables.events).filter(
      (row) => row.data.object['id'] === id || row.data.object['customer'] === id,
    );
    return {
      name: 'object',
      id,
      object,
      deliveries: deliveries.filter((row) => row.event === id),
      events: events.slice(0, PAGE_SIZE).map((row) => eventRow(row, deliveries)),
    };
  }
  return { name: 'object', id, object: null, deliveries: [], events: [] };
}

function newestFirst<Row extends { id: string }>(world: World, table: Readonly<Record<string, Row>>): Row[] {
  const { order } = world.data;
  return Object.values(table).sort((a, b) => (order[b.id] ?? 0) - (order[a.id] ?? 0));
}

function paged<Row, Shown>(
  rows: readonly Row[],
  query: URLSearchParams,
  show: (row: Row) => Shown,
  pageSize = PAGE_SIZE,
): Paged<Shown> {
  const wish = Number(query.get('offset') ?? 0);
  const offset = Number.isInteger(wish) && wish > 0 ? wish : 0;
  return { rows: rows.slice(offset, offset + pageSize).map(show), total: rows.length, offset, pageSize };
}
