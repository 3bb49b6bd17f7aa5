/** The hosted pages: pure functions of their models, the readers of their forms, and the two files they load. */
export { CARD_CHOICES } from './kit/card-choices.js';
export { EMPTY_ENTRY } from './kit/card-fields.js';
export { challengePage } from './challenge/challenge-page.js';
export { checkoutPage } from './checkout/checkout-page.js';
export { type ApiFault, type DashboardAction, readDashboardAction } from './dashboard/dashboard-form.js';
export type * from './dashboard/dashboard-models.js';
export { dashboardPage } from './dashboard/dashboard-page.js';
export { DASHBOARD_SCRIPT } from './dashboard/dashboard-script.js';
export {
  type CardForm,
  type CheckoutForm,
  type PortalForm,
  readCardForm,
  readCheckoutForm,
  readPortalForm,
} from './kit/forms.js';
export { PAGE_HEADERS } from './kit/frame.js';
export { invoicePage } from './invoice/invoice-page.js';
export { messagePage } from './kit/message-page.js';
export type * from './models.js';
export { portalPage } from './portal/portal-page.js';
export { routes } from './routes.js';
export { SIM_CSS } from './kit/styles/sim-css.js';
