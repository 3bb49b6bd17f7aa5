/**
 * Addresses of the hosted pages, relative to the mount path, and the names their forms post.
 * All forms are `application/x-www-form-urlencoded`; every POST answers 303, or the same page again with what is wrong.
 *
 * | Address | What | Fields |
 * |---|---|---|
 * | GET  /c/pay/:id | checkout, any state | |
 * | POST /c/pay/:id | `intent=pay` | card, card_number, exp, cvc, name, email, delivery |
 * |                 | `intent=promotion` | promotion_code |
 * |                 | `intent=remove_promotion` | promotion_code |
 * | POST /c/pay/:id/3ds | answer of the test bank | answer = approve, deny |
 * | GET  /c/embed/:id, POST the same | the same for embedded sessions | as above |
 * | GET  /p/session/:id | portal, overview | |
 * | GET  /p/session/:id/cancel?subscription= | confirm page | |
 * | GET  /p/session/:id/plan?subscription=[&price=] | plans; with price: confirm page | |
 * | GET  /p/session/:id/card | card form | |
 * | POST /p/session/:id | `intent=cancel, resume, change_plan, pay_invoice, update_card` | subscription, price, invoice, card fields |
 * | GET  /i/:id, POST the same | hosted invoice; `intent=pay` | card fields |
 * | GET  /3ds/:intent, POST the same | the bank's question for an API payment | answer = approve, deny |
 * | GET  /_simulator[/customers, /subscriptions, /invoices, /payments, /events, /objects/:id] | dashboard | query: offset, type, failed, event, endpoint |
 * | GET  /_simulator/find?id= | 303 to /_simulator/objects/:id | |
 * | POST /_simulator/actions | see `DashboardAction` in dashboard-form.ts; answers 303 to `back` (a path below /_simulator) | intent, back, … |
 * | GET  /_simulator/stream | server-sent events; each `data:` line is the state's version | |
 * | GET  /_simulator/sim.css, /_simulator/dashboard.js | SIM_CSS, DASHBOARD_SCRIPT | |
 */
const id = encodeURIComponent;

export const routes = {
  css: '/_simulator/sim.css',
  script: '/_simulator/dashboard.js',
  stream: '/_simulator/stream',
  checkout: (session: string, embedded = false): string => `/c/${embedded ? 'embed' : 'pay'}/${id(session)}`,
  challenge: (session: string, embedded = false): string => `/c/${embedded ? 'embed' : 'pay'}/${id(session)}/3ds`,
  portal: (session: string): string => `/p/session/${id(session)}`,
  portalCancel: (session: string, subscription: string): string =>
    `/p/session/${id(session)}/cancel?subscription=${id(subscription)}`,
  portalPlan: (session: string, subscription: string, price?: string | undefined): string =>
    `/p/session/${id(session)}/plan?subscription=${id(subscription)}${price === undefined ? '' : `&price=${id(price)}`}`,
  portalCard: (session: string): string => `/p/session/${id(session)}/card`,
  invoice: (invoice: string): string => `/i/${id(invoice)}`,
  dashboard: '/_simulator',
  dashboardList: (list: 'customers' | 'subscriptions' | 'invoices' | 'payments' | 'events'): string =>
    `/_simulator/${list}`,
  object: (objectId: string): string => `/_simulator/objects/${id(objectId)}`,
  find: '/_simulator/find',
  actions: '/_simulator/actions',
} as const;
