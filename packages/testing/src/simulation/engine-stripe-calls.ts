import type { Customer } from '@farebox/core';
import { type Call, ERASED_CUSTOMER } from './engine-book.js';
import type { Setting } from './engine-setting.js';
import { signatureOf } from './stripe-wire.js';

/** Each customer's own in Stripe. */
export const STRIPE_CUSTOMERS: readonly string[] = ['cus_ann', 'cus_bob', 'cus_acme', 'cus_eve'];
const stripeCustomerOf = (customer: Customer): string =>
  `cus_${typeof customer === 'string' ? customer : customer.organization}`;

/** What comes from Stripe's side, and the end of a customer. */
export function stripeCall(kind: 'erase' | 'link' | 'sync' | 'webhook', setting: Setting, customer: Customer): Call {
  const { random, stripe } = setting;
  const base = { operation: kind, key: null } as const;
  if (kind === 'erase') {
    const erased = random.chance(0.25) ? 'nobody' : ERASED_CUSTOMER;
    return {
      ...base,
      customer: erased,
      perform: async ({ engine }) => ({
        outcome: (await engine.customers.erase(erased)).erased ? 'erased' : 'never seen',
      }),
    };
  }
  if (kind === 'link') {
    const stripeCustomer = random.chance(0.15)
      ? random.pick(['cus_nobody', 'cus_ann', 'cus_bob'])
      : stripeCustomerOf(customer);
    return {
      ...base,
      customer,
      perform: async ({ engine }) => {
        await engine.customers.link(customer, stripeCustomer);
        return { outcome: 'done' };
      },
    };
  }
  if (kind === 'sync') {
    if (random.chance(0.7)) stripe.act(stripeCustomerOf(customer));
    return {
      ...base,
      customer,
      perform: async ({ engine }) => ({ outcome: (await engine.subscriptions.sync(customer)).status }),
    };
  }
  return { ...base, customer, perform: deliver(setting, customer) };
}

/** Events come late, in any order, twice or never, and sometimes from somebody else. */
function deliver({ random, stripe, fault, machineNow }: Setting, customer: Customer): Call['perform'] {
  stripe.act(stripeCustomerOf(customer));
  const index = random.between(0, stripe.outbox.length - 1);
  const body = stripe.outbox[index];
  if (body !== undefined && random.chance(0.75)) stripe.outbox.splice(index, 1);
  else fault('event twice');
  if (stripe.outbox.length > 20) {
    fault('event lost');
    stripe.outbox.shift();
  }
  const isForged = random.chance(0.1);
  return async ({ engine }) => {
    if (body === undefined) return { outcome: 'nothing to tell' };
    const signature = await signatureOf(body, machineNow());
    const { received } = await engine.webhooks.receive(body, isForged ? `${signature.slice(0, -6)}000000` : signature);
    return { outcome: received };
  };
}
