import { startSimulator } from '@farebox/stripe-simulator';

/** A Stripe of its own where no key is set: `npm start` needs no account. Its state is kept beside app.db. */
export async function stripeOnThisMachine(appUrl: string): Promise<void> {
  if (process.env.STRIPE_SECRET_KEY) return;
  const secret = 'whsec_quickstart_0123456789abcdef';
  const simulator = await startSimulator({
    port: Number(process.env.STRIPE_PORT ?? 12111),
    stateFile: 'stripe.json',
    ticking: true,
  });
  simulator.webhooks.addEndpoint({ url: `${appUrl.replace('localhost', '127.0.0.1')}/api/farebox/webhook`, secret });
  Object.assign(process.env, {
    STRIPE_SECRET_KEY: 'sk_test_quickstart',
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_API_BASE: simulator.url,
    APP_URL: appUrl,
  });
}
