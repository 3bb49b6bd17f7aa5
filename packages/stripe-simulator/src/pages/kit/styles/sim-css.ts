import { BASE_CSS } from './base.js';
import { CHECKOUT_CSS } from './checkout.js';
import { DASHBOARD_CSS } from './dashboard.js';
import { PORTAL_CSS } from './portal.js';

/** The one stylesheet of all hosted pages, served as `text/css`. */
export const SIM_CSS: string = [BASE_CSS, CHECKOUT_CSS, PORTAL_CSS, DASHBOARD_CSS].join('').trimStart();
