import { formatMoney } from '../../billing/amounts.js';
import { StripeFailure } from '../../http/stripe-error.js';
import type { DashboardAction, DashboardModel } from '../index.js';
import { closeDispute, openDispute } from '../../payments/dispute.js';
import { refundCharge } from '../../payments/refund.js';
import type { AdvanceOptions, Kernel } from '../../kernel.js';
import { clockNow, type World, worldOf } from '../../world.js';
import { mergedDeliveries } from './redeliver.js';

type Notice = NonNullable<DashboardModel['notice']>;

const done = (message: string): Notice => ({ tone: 'ok', message });
const refused = (message: string): Notice => ({ tone: 'bad', message });

/** Does what a button of the dashboard says. Null when the page itself shows what happened. */
export async function act(kernel: Kernel, action: DashboardAction): Promise<Notice | null> {
  try {
    return await run(kernel, action);
  } catch (error) {
    if (error instanceof StripeFailure || error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

async function run(kernel: Kernel, action: DashboardAction): Promise<Notice | null> {
  const { universe } = kernel;
  const world = worldOf(universe);
  const { tables, data } = world;
  switch (action.intent) {
    case 'advance':
      return advance(kernel, advanceOptions(kernel, action));
    case 'stop_advance':
      return null;
    case 'replay':
      if (!replay(kernel, action.event, action.endpoint, action.times))
        return refused(`There is no event ${action.event}.`);
      await kernel.engine.flush();
      return done(action.times === 1 ? 'Sent again.' : `Sent ${action.times} times again.`);
    case 'replay_failed': {
      const lost = mergedDeliveries(kernel).filter(
        (row) => row.state === 'failed' || row.state === 'dropped' || row.state === 'retrying',
      );
      // Oldest first, as they happened.
      for (const row of [...lost].reverse()) replay(kernel, row.event, row.endpoint, 1);
      await kernel.engine.flush();
      return done(`${lost.length} sent again.`);
    }
    case 'fail_next_payment':
      if (action.on) data.notes.failNextPayment[action.customer] = true;
      else delete data.notes.failNextPayment[action.customer];
      return null;
    case 'refund': {
      const charge = tables.charges[action.charge];
      if (!charge) return refused(`There is no charge ${action.charge}.`);
      refundCharge(world, charge, { amount: action.amount });
      return done(`${formatMoney(action.amount, charge.currency)} refunded.`);
    }
    case 'dispute': {
      const charge = tables.charges[action.charge];
      if (!charge) return refused(`There is no charge ${action.charge}.`);
      if (charge.disputed) return refused('This charge is disputed already.');
      openDispute(world, charge, 'fraudulent');
      return done('The card holder disputes this payment; the money is withdrawn.');
    }
    case 'close_dispute': {
      const dispute = tables.disputes[action.dispute];
      if (!dispute) return refused(`There is no dispute ${action.dispute}.`);
      closeDispute(world, dispute, action.outcome);
      return done(
        action.outcome === 'won'
          ? 'The dispute is won; the money is back.'
          : 'The dispute is lost; the money stays away.',
      );
    }
    case 'webhook_faults': {
      const notes = data.notes.endpoints[action.endpoint];
      if (!notes) return refused(`There is no webhook endpoint ${action.endpoint}.`);
      notes.delivery = action.faults.delivery;
      notes.late = action.faults.late;
      notes.wrong_signature = action.faults.wrongSignature;
      return null;
    }
    case 'endpoint_enabled': {
      const endpoint = tables.webhookEndpoints[action.endpoint];
      if (endpoint) endpoint.status = action.on ? 'enabled' : 'disabled';
      return null;
    }
    case 'api_fault':
      kernel.faults.add({ kind: action.fault });
      return null;
    case 'clear_api_fault':
      kernel.faults.clear(action.id);
      return null;
    case 'reset':
      kernel.reset();
      return done('Everything is as at the beginning.');
  }
}

function advanceOptions(kernel: Kernel, action: Extract<DashboardAction, { intent: 'advance' }>): AdvanceOptions {
  switch (action.by) {
    case 'hour':
      return { to: new Date((clockNow(kernel.universe) + 3600) * 1000) };
    case 'day':
      return { days: 1 };
    case 'month':
      return { months: 1 };
    case 'next_renewal':
    case 'next_event':
      return { until: action.by };
    case 'to':
      return { to: new Date(action.to * 1000) };
  }
}

async function advance(kernel: Kernel, options: AdvanceOptions): Promise<Notice> {
  const events = (): number => Object.keys(worldOf(kernel.universe).tables.events).length;
  const before = events();
  await kernel.advance(options);
  const happened = events() - before;
  return done(
    happened === 0
      ? 'Advanced. Nothing was due on the way.'
      : `Advanced. ${happened === 1 ? '1 event' : `${happened} events`} happened on the way.`,
  );
}

function replay(kernel: Kernel, id: string, endpoint: string | null, times: number): boolean {
  const worlds: World[] = Object.keys(kernel.universe.state.accounts).map((account) =>
    worldOf(kernel.universe, account),
  );
  const world = worlds.find((candidate) => candidate.tables.events[id] !== undefined);
  const event = world?.tables.events[id];
  if (!world || !event) return false;
  kernel.engine.replay(event, world.account, endpoint, times);
  return true;
}
