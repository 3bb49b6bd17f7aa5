/** The hosted pages: pure functions of their models, the readers of their forms, and the two files they load. */
export { CARD_CHOICES } from './card-choices.js';
export { EMPTY_ENTRY } from './card-fields.js';
export { challengePage } from './challenge-page.js';
export { checkoutPage } from './checkout-page.js';
export { type ApiFault, type DashboardAction, readDashboardAction } from './dashboard-form.js';
export type * from './dashboard-models.js';
export { dashboardPage } from './dashboard-page.js';
export { DASHBOARD_SCRIPT } from './dashboard-script.js';
export {
  type CardForm,
  type CheckoutForm,
  type PortalForm,
  readCardForm,
  readCheckoutForm,
  readPortalForm,
} from './forms.js';
export { PAGE_HEADERS } from './frame.js';
export { invoicePage } from './invoice-page.js';
export { messagePage } from './message-page.js';
export type * from './models.js';
export { portalPage } from './portal-page.js';
export { routes } from './routes.js';
export { SIM_CSS } from './styles/sim-css.js';
