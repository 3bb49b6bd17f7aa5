import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header: one `v1` per secret, so that a rotation has two. `at` is wall-clock seconds. */
export function signature(payload: string, secrets: readonly string[], at: number): string {
  return [
    `t=${at}`,
    ...secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`),
  ].join(',');
}
