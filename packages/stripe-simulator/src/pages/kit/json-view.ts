/** JSON to read: indented, escaped, ids lead to their objects. */
import type { DashboardModel } from '../dashboard/dashboard-models.js';
import { at } from './frame.js';
import { type Html, type HtmlValue, html, url } from './html.js';
import { routes } from '../routes.js';

const ID =
  /"((?:cus|sub|si|in|il|evt|ch|pi|pm|seti|price|prod|cs|bps|we|re|dp|cn|promo|txr|mtr|credgr|clock|sub_sched|inpay)_[A-Za-z0-9_]{3,})"/;

export function jsonView(model: DashboardModel, label: string, value: unknown): Html {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  // split with one group: even places are text, odd ones ids
  const parts: HtmlValue[] = text
    .split(new RegExp(ID, 'g'))
    .map((part, index) =>
      index % 2 === 0 ? part : html`"<a href="${url(at(model.frame, routes.object(part)))}">${part}</a>"`,
    );
  return html`<pre tabindex="0" role="region" aria-label="${label}">${parts}</pre>`;
}
