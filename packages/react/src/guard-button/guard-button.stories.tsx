import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, within } from 'storybook/test';
import { denial, quote } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { deriveCost, deriveGuardButton, type GuardButtonInput, unknownCost } from './derive-guard-button.js';
import { GuardButtonView, TokenCostView } from './guard-button-view.js';

interface Args {
  input: GuardButtonInput;
  onClick: () => void;
}

const idle: GuardButtonInput = { label: 'Analyse suite', quote: quote(), phase: 'idle' };
const meta = {
  title: 'Guard',
  parameters: { surface: 'card' },
  args: { input: idle, onClick: fn() },
  render: ({ input, onClick }, { globals }) => (
    <GuardButtonView model={deriveGuardButton(input, contextOf(globals))} onClick={onClick} />
  ),
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const input = (over: Partial<GuardButtonInput>): Story => ({ args: { input: { ...idle, ...over } } });

export const Idle: Story = {
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Analyse suite' }));
    await expect(args.onClick).toHaveBeenCalledTimes(1);
  },
};
export const CostNotKnownYet: Story = input({ quote: undefined });
export const Range: Story = input({ quote: quote({ cost: 11, maximum: 23 }) });
export const Free: Story = input({ quote: quote({ cost: 0 }) });
export const CheckingTheCost: Story = input({ phase: 'quoting' });
export const Running: Story = {
  ...input({ phase: 'running' }),
  play: async ({ canvasElement, args }) => {
    const button = within(canvasElement).getByRole('button');
    await userEvent.click(button);
    // Busy, but still there for the keyboard and for a screen reader.
    await expect(args.onClick).not.toHaveBeenCalled();
    button.focus();
    await expect(button).toHaveFocus();
  },
};
export const NotEnough: Story = input({ quote: denial({ remaining: 6 }) });
export const NoTokens: Story = input({ quote: denial() });
export const NotInPlan: Story = input({ quote: denial({ reason: 'not_in_plan' }), plan: { name: 'Free' } });
export const PastDue: Story = input({ quote: denial({ reason: 'past_due', remaining: 37, shortfall: 0 }) });
export const MayNotSpend: Story = {
  ...input({ canSpend: false }),
  play: async ({ canvasElement, args }) => {
    const button = within(canvasElement).getByRole('button');
    await userEvent.click(button);
    await expect(args.onClick).not.toHaveBeenCalled();
    await expect(button).toHaveAccessibleDescription('Cost: 10 tokens You may not use tokens here.');
  },
};

/** The badge alone, in each of its states. */
export const CostBadges: Story = {
  render: (_, { globals }) => {
    const context = contextOf(globals);
    return (
      <div className="sb-row">
        <TokenCostView model={deriveCost(quote(), context)} />
        <TokenCostView model={deriveCost(quote({ cost: 1 }), context)} />
        <TokenCostView model={deriveCost(quote({ cost: 11, maximum: 23 }), context)} />
        <TokenCostView model={deriveCost(denial({ required: 15 }), context)} />
        <TokenCostView model={deriveCost(quote({ cost: 0 }), context)} />
        <TokenCostView model={unknownCost(context)} />
        <TokenCostView model={deriveCost(undefined, context)} />
      </div>
    );
  },
};
