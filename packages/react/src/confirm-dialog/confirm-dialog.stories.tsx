import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fireEvent, fn, userEvent, within } from 'storybook/test';
import { balance, leftOf, quote } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { type ConfirmInput, deriveConfirm } from './derive-confirm.js';
import { ConfirmDialogView } from './confirm-dialog-view.js';

interface Args {
  input: ConfirmInput;
  onConfirm: (answer: { readonly dontAskAgain: boolean }) => void;
  onCancel: () => void;
}

const exact: ConfirmInput = { quote: quote(), featureName: 'Suite analyzer', balance: balance() };
const meta = {
  title: 'ConfirmDialog',
  args: { input: exact, onConfirm: fn(), onCancel: fn() },
  // Each in a frame of its own: a modal dialog would cover the docs page.
  parameters: { docs: { story: { inline: false, height: '460px' } } },
  render: ({ input, onConfirm, onCancel }, { globals }) => (
    <ConfirmDialogView
      open
      model={deriveConfirm(input, contextOf(globals))}
      onConfirm={onConfirm}
      onCancel={onCancel}
    />
  ),
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const input = (over: Partial<ConfirmInput>): Story => ({ args: { input: { ...exact, ...over } } });
const spec = { featureName: 'Spec generator' };

export const ExactCost: Story = {
  play: async ({ canvasElement, args }) => {
    await expect(within(canvasElement).getByRole('button', { name: 'Run for 10 tokens' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onConfirm).toHaveBeenCalledWith({ dontAskAgain: false });
  },
};
export const RangeUpTo: Story = input({ ...spec, quote: quote({ cost: 11, maximum: 23 }) });
export const TakesMostOfBalance: Story = {
  ...input({ ...spec, quote: quote({ cost: 15, remaining: 20 }), balance: leftOf(20, 50) }),
  play: async ({ canvasElement, args }) => {
    await expect(within(canvasElement).getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onCancel).toHaveBeenCalledTimes(1);
    await expect(args.onConfirm).not.toHaveBeenCalled();
  },
};
export const SpendsLastTokens: Story = {
  ...input({ ...spec, quote: quote({ cost: 15, remaining: 15 }), balance: leftOf(15, 50) }),
  play: async ({ canvasElement }) => {
    await expect(within(canvasElement).getByRole('alertdialog', { name: 'Run Spec generator?' })).toBeInTheDocument();
  },
};
export const CostChanged: Story = input({
  quote: quote({ cost: 12 }),
  previousCost: 8,
  changeDetail: 'Your file has 412 orders, more than the preview assumed.',
});
export const DontAskAgain: Story = {
  ...input({ dontAskBelow: 10 }),
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('checkbox'));
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Run for 10 tokens' }));
    await expect(args.onConfirm).toHaveBeenCalledWith({ dontAskAgain: true });
  },
};
export const AnotherRunHolds: Story = input({
  quote: quote({ remaining: 27 }),
  balance: balance({ remainingTokens: 27, heldTokens: 10 }),
});
export const UnlimitedTokens: Story = input({ quote: quote({ remaining: null }) });
export const LongName: Story = input({
  featureName: 'Demand planner for packaging with seasonal forecast and safety stock',
});
export const Busy: Story = {
  ...input({ phase: 'starting' }),
  play: async ({ canvasElement, args }) => {
    await fireEvent(within(canvasElement).getByRole('dialog'), new Event('cancel', { cancelable: true }));
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Starting' }));
    await expect(args.onCancel).not.toHaveBeenCalled();
    await expect(args.onConfirm).not.toHaveBeenCalled();
  },
};
export const Failed: Story = input({ failure: 'The run did not start. Nothing was charged.' });
