import type { Format } from '../../format/format.js';
import type { Messages } from '../../messages/messages.js';
import type { KnownSubscription } from '../situation.js';
import { cardWords, leftOf, primary, type Says, wordsOf } from './says.js';

export type PaymentOpen = Extract<
  KnownSubscription,
  { readonly situation: 'past_due' | 'past_due_final' | 'unpaid' | 'incomplete' | 'invoice_open' | 'awaiting_payment' }
>;

/** A payment that is missing, or that has not shown yet. */
export function describePaymentOpen(view: PaymentOpen, m: Messages, f: Format): Says {
  const { manage, plan, per, usual } = wordsOf(view, m, f);
  switch (view.situation) {
    case 'past_due':
      return {
        status: { text: m.statusPaymentFailed, icon: 'warn', tone: 'danger' },
        sentences: [
          m.pastDue(
            {
              amount: view.amount,
              since: view.since,
              retryAt: view.retryAt,
              card: view.card === null ? null : cardWords(view.card, m),
            },
            f,
          ),
          m.pastDueTokens({ left: leftOf(view), until: view.graceUntil }, f),
        ],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitDueSince({ since: view.since }, f),
        actions: [primary('updateCard', m.actionUpdateCard), manage],
      };
    case 'past_due_final':
      return {
        status: { text: m.statusPaymentFailed, icon: 'warn', tone: 'danger' },
        sentences: [m.pastDueFinal({ amount: view.amount, at: view.lastAttemptAt, plan }, f)],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitDueSince({ since: view.since }, f),
        actions: [primary('updateCard', m.actionUpdateCard), manage],
      };
    case 'unpaid':
      return {
        status: { text: m.statusUnpaid, icon: 'warn', tone: 'danger' },
        sentences: [m.unpaid({ amount: view.amount, since: view.since, plan }, f)],
        meter: { note: null, quiet: true },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: view.since === null ? per : m.unitDueSince({ since: view.since }, f),
        actions: [primary('pay', m.actionPay({ amount: view.amount }, f)), manage],
      };
    case 'incomplete':
      return {
        status: { text: m.statusConfirm, icon: 'card', tone: 'danger' },
        sentences: [m.incomplete({ amount: view.amount }, f)],
        meter: { note: null },
        figure: view.amount === null ? usual.figure : f.money(view.amount),
        unit: m.unitToConfirm,
        actions: [primary('confirmPayment', m.actionConfirmPayment)],
      };
    case 'invoice_open':
      return {
        status: { text: m.statusInvoiceOpen, icon: 'clock', tone: 'warning' },
        sentences: [m.openInvoice({ amount: view.amount, dueAt: view.dueAt }, f)],
        meter: {},
        figure: f.money(view.amount),
        unit: m.unitDue({ at: view.dueAt }, f),
        actions: [primary('pay', m.actionPay({ amount: view.amount }, f)), manage],
      };
    case 'awaiting_payment':
      return {
        status: { text: m.statusActivating, icon: 'clock' },
        sentences: [m.awaitingPayment],
        meter: { note: null },
        figure: '',
        unit: '',
        actions: [],
      };
  }
}
