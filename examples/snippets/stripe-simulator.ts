import { startSimulator } from '@farebox/stripe-simulator';
import Stripe from 'stripe';

const simulator = await startSimulator({ port: 0, seed: 'test' });
const stripe = new Stripe('sk_test_anything', { host: '127.0.0.1', port: simulator.port, protocol: 'http' });
simulator.webhooks.addEndpoint({
  url: 'http://localhost:3000/api/farebox/webhook',
  secret: 'whsec_quickstart_0123456789abcdef',
});
const customer = await stripe.customers.create({ email: 'ann@example.com' });
console.log(customer.id);
await simulator.advance({ months: 1, days: 1 }); // renewals are billed, their webhooks delivered
await simulator.close();
