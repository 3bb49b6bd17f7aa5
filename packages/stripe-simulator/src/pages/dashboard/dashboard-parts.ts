/** Small parts the dashboard's pages share: forms that come back to where they were, links to objects, paging. */
import type { DashboardModel, Paged } from './dashboard-models.js';
import { at } from '../kit/frame.js';
import { type Html, type HtmlValue, html, url } from '../kit/html.js';
import { routes } from '../routes.js';

const query = (values: Readonly<Record<string, string | number | null>>): string => {
  const given = Object.entries(values).filter(
    (entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== 0,
  );
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}`;
};

/** The path below the mount of what is being looked at, so that an action returns to it. */
export function back({ view }: DashboardModel): string {
  switch (view.name) {
    case 'overview':
      return `${routes.dashboard}${query({ failed: view.failedOnly ? 1 : null, offset: view.deliveries.offset, event: view.open?.event ?? null, endpoint: view.open?.endpoint ?? null })}`;
    case 'object':
      return routes.object(view.id);
    case 'events':
      return `${routes.dashboardList('events')}${query({ type: view.type, offset: view.events.offset })}`;
    case 'customers':
      return `${routes.dashboardList('customers')}${query({ offset: view.customers.offset })}`;
    case 'subscriptions':
      return `${routes.dashboardList('subscriptions')}${query({ offset: view.subscriptions.offset })}`;
    case 'invoices':
      return `${routes.dashboardList('invoices')}${query({ offset: view.invoices.offset })}`;
    case 'payments':
      return `${routes.dashboardList('payments')}${query({ offset: view.payments.offset })}`;
  }
}

/** A form for one of `DashboardAction`'s intents. */
export const post = (
  model: DashboardModel,
  intent: string,
  content: HtmlValue,
  hidden: Readonly<Record<string, string>> = {},
): Html =>
  html`<form method="post" action="${url(at(model.frame, routes.actions))}"><input type="hidden" name="intent" value="${intent}"><input type="hidden" name="back" value="${back(model)}">${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${content}</form>`;

/** An id that leads to the object as the API renders it. */
export const objectLink = (model: DashboardModel, id: string): Html =>
  html`<a class="m wrap" href="${url(at(model.frame, routes.object(id)))}">${id}</a>`;

/** An event type that breaks after its dots and underscores when it must. */
export const eventType = (type: string): HtmlValue =>
  type.split(/(?<=[._])/).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`);

/** An address without its scheme that breaks after slashes when it must. */
export const address = (text: string): HtmlValue =>
  text
    .replace(/^https?:\/\//, '')
    .split(/(?<=\/)/)
    .map((part, index) => html`${index > 0 && html`<wbr>`}${part}`);

/** The open delivery of the overview. */
export const deliveryLink = (
  model: DashboardModel,
  event: string,
  endpoint: string,
  offset: number,
  failedOnly: boolean,
): string =>
  url(at(model.frame, `${routes.dashboard}${query({ failed: failedOnly ? 1 : null, offset, event, endpoint })}#open`));

export const overviewLink = (model: DashboardModel, failedOnly: boolean): string =>
  url(at(model.frame, `${routes.dashboard}${query({ failed: failedOnly ? 1 : null })}`));

/** "21 to 40 of 130", with links to the neighbours; nothing when all are on one page. */
export function paging<Row>(
  model: DashboardModel,
  path: string,
  page: Paged<Row>,
  more: Readonly<Record<string, string | null>> = {},
): Html | null {
  if (page.total <= page.pageSize && page.offset === 0) return null;
  const link = (offset: number, label: string): Html =>
    html`<a class="btn s" href="${url(at(model.frame, `${path}${query({ ...more, offset })}`))}">${label}</a>`;
  const last = page.offset + page.rows.length;
  const place = page.rows.length === 0 ? `none of ${page.total}` : `${page.offset + 1} to ${last} of ${page.total}`;
  return html`<div class="hd pgn"><span class="mu sm">${place}</span><div class="flt">${page.offset > 0 && link(Math.max(0, page.offset - page.pageSize), 'Newer')}${last < page.total && link(last, 'Older')}</div></div>`;
}
