import { moneyMoved } from '../billing/invoices/intent-consequences.js';
import { emit, snapshot } from '../events.js';
import type { World } from '../world.js';
import { chargeTransaction } from './charge.js';
import { settleProcessing } from './intent.js';

/** Goes on with what was left for later: called before every call of the API. */
export function finishLater(world: World): void {
  const { later } = world.data.notes;
  for (const [id, task] of Object.entries(later)) {
    task.calls -= 1;
    if (task.calls > 0) continue;
    delete later[id];
    if (task.kind === 'capture') finishCapture(world, id);
    else finishProcessing(world, id, task.fails ?? false);
  }
}

/** Everything that is left for later, now: when the clock moves, a moment has passed. */
export function finishAllLater(world: World): void {
  for (const task of Object.values(world.data.notes.later)) task.calls = 0;
  finishLater(world);
}

function finishCapture(world: World, id: string): void {
  const charge = world.tables.charges[id];
  if (!charge) return;
  const before = snapshot(world, charge);
  charge.balance_transaction = chargeTransaction(world, charge).id;
  emit(world, 'charge.updated', charge, before);
}

function finishProcessing(world: World, id: string, fails: boolean): void {
  const intent = world.tables.paymentIntents[id];
  if (!intent || intent.status !== 'processing') return;
  const outcome = settleProcessing(world, intent, fails);
  moneyMoved(world, intent, outcome);
  const session = Object.values(world.tables.checkoutSessions).find(
    (candidate) =>
      candidate.payment_intent === id ||
      (candidate.invoice !== null && world.data.notes.invoices[candidate.invoice as string]?.payment_intent === id),
  );
  if (session?.status !== 'complete') return;
  if (!fails) session.payment_status = 'paid';
  emit(world, fails ? 'checkout.session.async_payment_failed' : 'checkout.session.async_payment_succeeded', session);
}
