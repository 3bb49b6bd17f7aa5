import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, within } from 'storybook/test';
import { denial, leftOf, quote } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import type { GuardFailure, GuardState } from '../types.js';
import { deriveRunStatus } from './derive-run-status.js';
import { RunStatusView } from './run-status-view.js';

interface Args {
  state: GuardState<unknown, unknown, unknown>;
  onAction: (action: 'stop' | 'retry') => void;
}
const nothing = (): void => undefined;
const meta = {
  title: 'RunStatus',
  parameters: { surface: 'card' },
  args: { state: { status: 'quoting' }, onAction: fn() },
  render: ({ state, onAction }, { globals }) => (
    <RunStatusView
      model={deriveRunStatus({ state, featureName: 'Suite analyzer', lowBalance: [5, 2] }, contextOf(globals))}
      onAction={onAction}
    >
      Not run yet
    </RunStatusView>
  ),
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const state = (args: Args['state']): Story => ({ args: { state: args } });
const failed = (code: GuardFailure['code'], charged: number | null = 0): Story =>
  state({ status: 'failed', failure: { code, message: code, requestId: null }, charged, retry: nothing });

export const Idle: Story = state({ status: 'idle' });
export const CheckingTheCost: Story = {};
export const Running: Story = {
  ...state({
    status: 'running',
    runId: 'run_1',
    quote: quote(),
    progress: { fraction: 0.4, text: null },
    chunks: [],
    abort: nothing,
  }),
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Stop' }));
    await expect(args.onAction).toHaveBeenCalledWith('stop');
    // Not on the page's body: whoever pressed it hears how it ended.
    await expect(document.activeElement).toHaveClass('fb-run');
  },
};
export const Done: Story = state({ status: 'done', output: null, charged: 10, balance: leftOf(27, 50) });
export const DoneAndLow: Story = state({ status: 'done', output: null, charged: 10, balance: leftOf(4, 50) });
export const DoneAndLast: Story = state({ status: 'done', output: null, charged: 10, balance: leftOf(1, 50) });
export const Denied: Story = state({ status: 'denied', denial: denial() });
export const Stopped: Story = state({ status: 'aborted', charged: 4 });
export const WorkFailed: Story = failed('work_failed');
export const WorkFailedAfterACharge: Story = failed('work_failed', 4);
export const HoldExpired: Story = failed('hold_expired');
export const Offline: Story = failed('offline');
export const AnswerLost: Story = failed('offline', null);
export const ServerFailed: Story = failed('server');
export const SignedOut: Story = failed('signed_out');
export const NoPermission: Story = failed('no_permission');
export const TooFast: Story = failed('rate_limited');
export const InvalidInput: Story = failed('invalid_input');
export const UnderWayElsewhere: Story = failed('in_progress');
export const EndedBefore: Story = failed('already_settled', 10);
