import { FareboxProvider, GuardButton, PricingTable, SubscriptionManager, TokenMeter, UpgradePrompt, useTokenGuard } from '@farebox/react';
import '@farebox/react/styles.css';

export const Settings = () => (
  <FareboxProvider>
    <TokenMeter />
    <Summary />
    <SubscriptionManager plansHref="#plans" />
    <PricingTable />
  </FareboxProvider>
);
function Summary() {
  const guard = useTokenGuard('summary');
  if (guard.state.status === 'denied') return <UpgradePrompt denial={guard.state.denial} />;
  return (
    <GuardButton feature="summary" guard={guard} onPress={() => guard.run({ text: 'A long text' })}>
      Summarise
    </GuardButton>
  );
}
