import type { Meta, StoryObj } from '@storybook/react-vite';
import { useState } from 'react';
import { expect, fn, userEvent, within } from 'storybook/test';
import { account, CATALOG, freeAccount, plan, usd } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { derivePricing, type PlanAction, type PricingInput } from './derive-pricing.js';
import { PricingTableView } from './pricing-table-view.js';

interface Args {
  input: PricingInput;
  pendingPlan: string | null;
  failed: boolean;
  onAction: (action: PlanAction) => void;
  onRetry: () => void;
}

const catalog: PricingInput['catalog'] = { status: 'ready', data: CATALOG };
const meta = {
  title: 'PricingTable',
  args: {
    input: { catalog, interval: 'month', account: freeAccount() },
    pendingPlan: null,
    failed: false,
    onAction: fn(),
    onRetry: fn(),
  },
  render: function Render({ input, pendingPlan, failed, onAction, onRetry }, { globals }) {
    const [interval, setInterval] = useState(input.interval);
    const context = contextOf(globals);
    return (
      <PricingTableView
        model={derivePricing({ ...input, interval }, context)}
        onIntervalChange={setInterval}
        pendingPlan={pendingPlan}
        failure={failed ? context.messages.checkoutFailed : null}
        onAction={onAction}
        onRetry={onRetry}
      />
    );
  },
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const input = (over: Partial<PricingInput>): Story => ({
  args: { input: { catalog, interval: 'month', account: freeAccount(), ...over } },
});

export const Monthly: Story = {
  play: async ({ canvasElement, args }) => {
    const canvas = within(canvasElement);
    canvas.getByRole('radio', { name: 'Monthly' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect(canvas.getByRole('radio', { name: 'Yearly' })).toBeChecked();
    await expect(canvas.getByText('$190.00')).toBeVisible();
    await userEvent.keyboard('{ArrowLeft}');
    await userEvent.click(canvas.getByRole('button', { name: 'Choose Starter' }));
    await expect(args.onAction).toHaveBeenCalledWith({ do: 'choose', plan: 'starter', interval: 'month' });
  },
};
export const Yearly: Story = input({ interval: 'year' });
export const OnStarter: Story = input({ account: account() });
export const OnStarterCancelled: Story = input({
  account: account({ subscription: { cancelAt: '2027-01-03T11:00:00Z' } }),
});
export const SignedOut: Story = input({ account: undefined });
export const ThreePlans: Story = input({ plans: ['free', 'starter', 'professional'] });
export const OnePlan: Story = input({ plans: ['starter'] });
export const Highlighted: Story = input({ highlight: 'professional' });
export const NoPermission: Story = input({
  account: {
    ...freeAccount(),
    permissions: { canManageBilling: false, canSpend: true, billingContact: 'Ana Ruiz (owner)' },
  },
});
export const Busy: Story = { args: { pendingPlan: 'starter' } };
export const Failed: Story = { args: { failed: true } };
export const CurrencyYen: Story = input({
  catalog: {
    status: 'ready',
    data: {
      ...CATALOG,
      plans: CATALOG.plans.map((each) => ({
        ...each,
        prices: {
          month: each.prices.month && { currency: 'jpy', unitAmount: each.prices.month.unitAmount },
          year: each.prices.year && { currency: 'jpy', unitAmount: each.prices.year.unitAmount },
        },
      })),
    },
  },
});
export const ManyPlans: Story = input({
  catalog: {
    status: 'ready',
    data: {
      ...CATALOG,
      plans: [
        CATALOG.plans[0] ?? plan({ id: 'free', name: 'Free', tokens: 5 }),
        ...[20, 50, 100, 150, 250, 500].map((tokens) =>
          plan({
            id: `p${tokens}`,
            name: `Team ${tokens}`,
            tokens,
            prices: { month: usd(tokens * 38), year: usd(tokens * 380) },
          }),
        ),
      ],
    },
  },
});
export const Loading: Story = input({ catalog: { status: 'loading' } });
export const LoadError: Story = {
  ...input({ catalog: { status: 'error' } }),
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Try again' }));
    await expect(args.onRetry).toHaveBeenCalledTimes(1);
  },
};
export const Empty: Story = input({ plans: [] });
