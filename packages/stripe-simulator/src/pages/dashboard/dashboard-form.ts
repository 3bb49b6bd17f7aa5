/** What the dashboard's buttons post, read from the form's fields. */
import type { WebhookFaults } from './dashboard-models.js';
import { parseMoney } from '../kit/format.js';

const ADVANCES = ['hour', 'day', 'month', 'next_renewal', 'next_event'] as const;
const DELIVERIES = ['in_order', 'twice', 'reversed', 'none'] as const;
/** As the control plane names them. */
const API_FAULTS = [
  'rate_limit',
  'lock_timeout',
  'conflict',
  'server_error',
  'unavailable',
  'stored_error',
  'reset_before',
  'reset_after',
  'slow',
  'wrong_json',
] as const;
export type ApiFault = (typeof API_FAULTS)[number];

/** Every button of the dashboard. `back` is the path below the mount to answer 303 with. */
export type DashboardAction = { readonly back: string } & (
  | { readonly intent: 'advance'; readonly by: (typeof ADVANCES)[number] }
  /** `to` in epoch seconds. */
  | { readonly intent: 'advance'; readonly by: 'to'; readonly to: number }
  | { readonly intent: 'stop_advance' }
  /** `endpoint: null` sends to all that listen. */
  | { readonly intent: 'replay'; readonly event: string; readonly endpoint: string | null; readonly times: number }
  | { readonly intent: 'replay_failed' }
  | { readonly intent: 'fail_next_payment'; readonly customer: string; readonly on: boolean }
  /** `amount` in minor units. */
  | { readonly intent: 'refund'; readonly charge: string; readonly amount: number }
  | { readonly intent: 'dispute'; readonly charge: string }
  | { readonly intent: 'close_dispute'; readonly dispute: string; readonly outcome: 'won' | 'lost' }
  | { readonly intent: 'webhook_faults'; readonly endpoint: string; readonly faults: WebhookFaults }
  | { readonly intent: 'endpoint_enabled'; readonly endpoint: string; readonly on: boolean }
  | { readonly intent: 'api_fault'; readonly fault: ApiFault }
  | { readonly intent: 'clear_api_fault'; readonly id: string }
  | { readonly intent: 'reset' }
);

/** A path below /_simulator; anything else, other sites above all, becomes the overview. */
const readBack = (text: string | null): string =>
  text !== null && /^\/_simulator(?:[/?][\w/?=&%.*+:~-]*)?$/.test(text) ? text : '/_simulator';

/** Null when the form is none of ours or a value is not readable: answer 400 with `messagePage`. */
export function readDashboardAction(form: URLSearchParams): DashboardAction | null {
  const back = readBack(form.get('back'));
  const text = (name: string): string => (form.get(name) ?? '').trim();
  const on = (name: string): boolean => text(name) === 'on';
  switch (text('intent')) {
    case 'advance': {
      const by = ADVANCES.find((step) => step === text('by'));
      if (by !== undefined) return { back, intent: 'advance', by };
      const to = Date.parse(`${text('to')}Z`);
      return text('by') === 'to' && Number.isFinite(to)
        ? { back, intent: 'advance', by: 'to', to: Math.floor(to / 1000) }
        : null;
    }
    case 'stop_advance':
      return { back, intent: 'stop_advance' };
    case 'replay':
      return {
        back,
        intent: 'replay',
        event: text('event'),
        endpoint: text('endpoint') || null,
        times: text('times') === '2' ? 2 : 1,
      };
    case 'replay_failed':
      return { back, intent: 'replay_failed' };
    case 'fail_next_payment':
      return { back, intent: 'fail_next_payment', customer: text('customer'), on: on('on') };
    case 'refund': {
      const amount = parseMoney(text('amount'), text('currency'));
      return amount === null ? null : { back, intent: 'refund', charge: text('charge'), amount };
    }
    case 'dispute':
      return { back, intent: 'dispute', charge: text('charge') };
    case 'close_dispute':
      return {
        back,
        intent: 'close_dispute',
        dispute: text('dispute'),
        outcome: text('outcome') === 'won' ? 'won' : 'lost',
      };
    case 'webhook_faults':
      return {
        back,
        intent: 'webhook_faults',
        endpoint: text('endpoint'),
        faults: {
          delivery: DELIVERIES.find((mode) => mode === text('delivery')) ?? 'in_order',
          late: on('late'),
          wrongSignature: on('wrong_signature'),
        },
      };
    case 'endpoint_enabled':
      return { back, intent: 'endpoint_enabled', endpoint: text('endpoint'), on: on('on') };
    case 'api_fault': {
      const fault = API_FAULTS.find((name) => name === text('fault'));
      return fault === undefined ? null : { back, intent: 'api_fault', fault };
    }
    case 'clear_api_fault':
      return { back, intent: 'clear_api_fault', id: text('id') };
    case 'reset':
      return { back, intent: 'reset' };
    default:
      return null;
  }
}
