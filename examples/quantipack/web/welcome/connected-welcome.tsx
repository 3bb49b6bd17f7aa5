import { PricingTable, useSubscription } from '@farebox/react';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import { hostApi } from '../data/host-api.js';
import { useResource } from '../data/use-resource.js';
import { WelcomePage } from './welcome-page.js';

export function ConnectedWelcome({ session }: { readonly session: SessionAnswer }) {
  const subscription = useSubscription();
  const orders = useResource('orders', hostApi.orders);
  const middle = orders.data?.find(({ id }) => id === 'sample_middle');
  const paid = subscription.data && subscription.data.price !== null ? subscription.data.planName : null;
  return (
    <WelcomePage
      company={session.user.company}
      orderCount={middle?.orderCount ?? 0}
      plans={<PricingTable headingLevel={2} returnTo="/settings" />}
      paidPlan={paid}
    />
  );
}
