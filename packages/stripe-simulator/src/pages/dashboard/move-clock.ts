import { amountOf, formatMoney } from '../../billing/amounts.js';
import type { ClockModel, DueItem } from '../index.js';
import type { Kernel } from '../../kernel.js';
import type { Price } from '../../state/tables.js';
import { waiting } from '../../time/clock.js';
import type { DueTask } from '../../time/due.js';
import { type World, worldOf } from '../../world.js';

const MOST_DUE = 60;
const RENEWS = new Set<DueTask['kind']>(['renewal', 'trial_end', 'cancel']);

export function clockModel(kernel: Kernel): ClockModel {
  const { universe } = kernel;
  const tasks = waiting(universe);
  const world = worldOf(universe);
  return {
    due: tasks.slice(0, MOST_DUE).map((task) => dueItem(world, task)),
    nextRenewalAt: tasks.find((task) => RENEWS.has(task.kind))?.at ?? null,
    ticking: universe.state.clock.ticking,
    wallNow: Math.floor(universe.wallClock() / 1000),
    // An advance runs to its end before the next page can be asked for.
    advancing: null,
  };
}

function dueItem(world: World, task: DueTask): DueItem {
  const customer = task.customer === null ? undefined : world.tables.customers[task.customer];
  const kind = task.kind === 'notice' || task.kind === 'finalize' ? 'other' : task.kind;
  return { at: task.at, label: label(world, task), who: customer?.name ?? customer?.email ?? task.customer, kind };
}

function label(world: World, task: DueTask): string {
  const subscription = world.tables.subscriptions[task.object];
  const invoice = world.tables.invoices[task.object];
  switch (task.kind) {
    case 'renewal': {
      const total = subscription?.items.data.reduce(
        (sum, item) => sum + amountOf(item.price as unknown as Price, item.quantity ?? 1),
        0,
      );
      return total === undefined ? 'Renewal' : `Renewal ${formatMoney(total, subscription?.currency ?? 'usd')}`;
    }
    case 'trial_end':
      return 'Trial ends';
    case 'cancel':
      return 'Subscription ends';
    case 'retry':
      return invoice
        ? `Card is tried again for ${formatMoney(invoice.amount_remaining, invoice.currency)}`
        : 'Card is tried again';
    case 'finalize':
      return invoice
        ? `Invoice of ${formatMoney(invoice.total, invoice.currency)} is collected`
        : 'Invoice is collected';
    case 'notice':
      return subscription?.status === 'trialing' ? 'Trial end is announced' : 'Renewal is announced';
    case 'expiry':
      return task.object.startsWith('cs_') ? 'Checkout expires' : 'Unpaid start expires';
    case 'schedule':
      return 'Plan changes';
    case 'other':
      return task.object.startsWith('re_') ? 'Refund settles' : 'Payments resume';
  }
}
