import type { BalanceWire } from '@farebox/core/contract';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { balance, FEATURES, leftOf, UNLIMITED } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { Button } from '../elements/button.js';
import { deriveTokenMeter, type TokenMeterInput } from './derive-token-meter.js';
import { TokenMeterView, type TokenMeterVariant } from './token-meter-view.js';

interface Args {
  input: TokenMeterInput;
  variant: TokenMeterVariant;
  ringSize?: number;
}

const meta = {
  title: 'TokenMeter',
  parameters: { surface: 'card' },
  args: { variant: 'bar', input: { balance: { status: 'ready', data: balance() } } },
  render: ({ input, variant, ringSize }, { globals }) => (
    <TokenMeterView
      model={deriveTokenMeter({ lowBalance: [5, 2], features: FEATURES, ...input }, contextOf(globals))}
      variant={variant}
      ringSize={ringSize}
      errorAction={<Button icon="retry">{contextOf(globals).messages.tryAgain}</Button>}
    />
  ),
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const ready = (data: BalanceWire, rest: Partial<TokenMeterInput> = {}): Story => ({
  args: { input: { balance: { status: 'ready', data }, ...rest } },
});

export const Full: Story = ready(leftOf(50, 50));
export const Half: Story = ready(leftOf(25, 50));
export const Low: Story = ready(leftOf(5, 50));
export const LastToken: Story = ready(leftOf(1, 50));
export const Zero: Story = ready(leftOf(0, 50));
export const FreePlan: Story = ready(leftOf(3, 5, { resetDate: '2027-01-01T11:00:00Z' }));
export const WithHold: Story = ready(balance({ remainingTokens: 27, heldTokens: 10 }), { heldFor: 'Suite analyzer' });
export const WithBoughtTokens: Story = ready(
  balance({ monthlyTokens: 50, additionalTokens: 100, usedTokens: 23, remainingTokens: 127 }),
);
export const Unlimited: Story = ready(UNLIMITED);
export const Debt: Story = ready(leftOf(0, 50, { debt: 4 }));
export const ResetsToday: Story = ready(leftOf(12, 50, { resetDate: '2026-12-17T17:00:00Z' }));
export const NeverResets: Story = ready(leftOf(40, 100, { resetDate: null }));
export const HugeNumbers: Story = ready(leftOf(1_204_377, 2_500_000));
export const ZeroLimit: Story = ready(leftOf(0, 0, { resetDate: null }));
export const Loading: Story = { args: { input: { balance: { status: 'loading' } } } };
export const LoadError: Story = { args: { input: { balance: { status: 'error' } } } };
export const LastKnown: Story = { args: { input: { balance: { status: 'error', data: balance() } } } };
export const Offline: Story = { args: { input: { balance: { status: 'ready', data: balance(), isOffline: true } } } };
export const Compact: Story = { args: { variant: 'compact' } };
export const CompactLow: Story = {
  args: { variant: 'compact', input: { balance: { status: 'ready', data: leftOf(5, 50) } } },
};
export const CompactLoading: Story = { args: { variant: 'compact', input: { balance: { status: 'loading' } } } };
export const Ring: Story = { args: { variant: 'ring' } };
export const RingLarge: Story = { args: { variant: 'ring', ringSize: 44 } };
export const NumberOnly: Story = { args: { variant: 'number' } };
