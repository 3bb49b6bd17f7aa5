// Next calls this once, before the first request: prices are pushed, the worker of the webhook inbox starts.
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { stripeOnThisMachine } = await import('./stripe');
  await stripeOnThisMachine(`http://localhost:${process.env.PORT ?? 3000}`);
  const { farebox } = await import('./farebox');
  await farebox.prices.push();
  farebox.start();
}
