import { moneyMoved } from '../../billing/invoices/intent-consequences.js';
import { challengePage, messagePage } from '../index.js';
import { answerChallenge } from '../../payments/intent.js';
import { confirmSetupIntent } from '../../payments/setup-intent.js';
import { frameOf, merchantOf } from '../kit/page-frame.js';
import type { HostedAnswer, HostedCall } from '../hosted-call.js';

/** The bank's question for a payment or setup that was confirmed through the API. */
export function showChallenge(call: HostedCall): HostedAnswer {
  const { kernel, world, id } = call;
  const intent = world.tables.paymentIntents[id] ?? world.tables.setupIntents[id];
  if (!intent)
    return {
      page: messagePage({
        frame: frameOf(kernel),
        title: '3-D Secure',
        message: `There is no payment ${id}.`,
        link: null,
      }),
      status: 404,
    };
  if (intent.status !== 'requires_action')
    return messagePage({
      frame: frameOf(kernel),
      title: '3-D Secure',
      message: 'This payment does not wait for a confirmation.',
      link: null,
    });
  const method = world.tables.paymentMethods[(intent.payment_method as string | null) ?? ''];
  return challengePage({
    frame: frameOf(kernel),
    merchant: merchantOf(kernel, intent.next_action?.redirect_to_url?.return_url),
    intent: id,
    last4: method?.card?.last4 ?? null,
    amount: intent.object === 'payment_intent' ? { value: intent.amount, currency: intent.currency } : null,
  });
}

export function answerChallengePage(call: HostedCall): HostedAnswer {
  const { kernel, world, id, form } = call;
  const approved = form.get('answer') === 'approve';
  const payment = world.tables.paymentIntents[id];
  const setup = world.tables.setupIntents[id];
  const back = (payment ?? setup)?.next_action?.redirect_to_url?.return_url ?? null;
  if (payment?.status === 'requires_action') moneyMoved(world, payment, answerChallenge(world, payment, approved));
  if (setup?.status === 'requires_action') {
    const method = world.tables.paymentMethods[(setup.payment_method as string | null) ?? ''];
    if (approved && method) confirmSetupIntent(world, setup, method, { approved: true });
    else {
      setup.status = 'requires_payment_method';
      setup.next_action = null;
    }
  }
  if (!back)
    return messagePage({
      frame: frameOf(kernel),
      title: '3-D Secure',
      message: approved ? 'The payment is confirmed. You can close this page.' : 'The payment was not confirmed.',
      link: null,
    });
  const target = new URL(back);
  target.searchParams.set(payment ? 'payment_intent' : 'setup_intent', id);
  target.searchParams.set('redirect_status', approved ? 'succeeded' : 'failed');
  return { location: target.toString() };
}
