import { PricingTable, useTokenGuard } from '@farebox/react';

export const Misspelled = () => <button {...useTokenGuard('sumary').buttonProps}>Summarise</button>;
export const Plans = () => <PricingTable plans={['pro', 'fre']} />;
