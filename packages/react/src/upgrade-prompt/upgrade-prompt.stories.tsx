import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fireEvent, fn, userEvent, within } from 'storybook/test';
import { account, CATALOG, denial, freeAccount, leftOf, usd } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { deriveUpgradePrompt, type UpgradeAction, type UpgradeInput } from './derive-upgrade-prompt.js';
import { UpgradePromptView, type UpgradePromptVariant } from './upgrade-prompt-view.js';

interface Args {
  input: UpgradeInput;
  variant: UpgradePromptVariant;
  pending: UpgradeAction['do'] | null;
  failed: boolean;
  onAction: (action: UpgradeAction) => void;
}

const meta = {
  title: 'UpgradePrompt',
  args: {
    input: { trigger: 'no_tokens', account: freeAccount(0), catalog: CATALOG },
    variant: 'inline',
    pending: null,
    failed: false,
    onAction: fn(),
  },
  render: ({ input, variant, pending, failed, onAction }, { globals }) => {
    const context = contextOf(globals);
    return (
      <UpgradePromptView
        model={deriveUpgradePrompt(input, context)}
        variant={variant}
        pending={pending}
        failure={failed ? context.messages.checkoutFailed : null}
        onAction={onAction}
      />
    );
  },
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const toProfessional = [{ kind: 'plan', plan: 'professional', interval: 'month' } as const];
const starter = (left: number) => account({ balance: leftOf(left, 50) });
const input = (over: Partial<UpgradeInput>): Story => ({
  args: { input: { trigger: 'analysis_blocked', account: freeAccount(3), catalog: CATALOG, ...over } },
});

export const LowTokens: Story = input({ trigger: 'low_tokens', account: freeAccount(2) });
export const NoTokensOnFree: Story = {
  ...input({ trigger: 'no_tokens', account: freeAccount(0), denial: denial() }),
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Upgrade to Starter' }));
    await expect(args.onAction).toHaveBeenCalledWith({ do: 'checkout', plan: 'starter', interval: 'month' });
  },
};
export const AnalysisBlockedOnFree: Story = input({ denial: denial({ remaining: 3 }) });
export const AnalysisBlockedOnStarter: Story = input({
  account: starter(6),
  denial: denial({ remaining: 6, resetDate: '2027-01-03T11:00:00Z', remedies: toProfessional }),
});
export const NotInPlan: Story = input({
  denial: denial({ reason: 'not_in_plan', remaining: 3, remedies: toProfessional }),
});
export const PastDueInstead: Story = input({
  account: account({
    subscription: {
      status: 'past_due',
      pastDue: {
        since: '2026-12-05T11:00:00Z',
        amount: usd(1900),
        nextAttempt: null,
        graceUntil: '2026-12-14T11:00:00Z',
      },
    },
    balance: leftOf(0, 50),
  }),
  denial: denial({ reason: 'past_due', remaining: 0, remedies: [] }),
});
export const MemberCap: Story = input({
  account: starter(37),
  denial: denial({ reason: 'member_cap', remaining: 4, remedies: [] }),
});
export const TopUpIsCheaper: Story = input({
  account: starter(6),
  denial: denial({
    remaining: 6,
    resetDate: '2027-01-03T11:00:00Z',
    remedies: [{ kind: 'topUp', topUp: 'pack_25' }, ...toProfessional],
  }),
  topUps: [{ id: 'pack_25', tokens: 25, price: usd(1200), usableUntil: '2027-12-17T13:20:00Z' }],
});
export const NothingToBuy: Story = input({
  account: starter(6),
  denial: denial({
    remaining: 6,
    resetDate: '2027-01-03T11:00:00Z',
    remedies: [{ kind: 'wait', until: '2027-01-03T11:00:00Z' }],
  }),
});
export const NoPermission: Story = input({
  account: {
    ...freeAccount(3),
    permissions: { canManageBilling: false, canSpend: true, billingContact: 'Ana Ruiz (owner)' },
  },
  denial: denial({ remaining: 3 }),
});
export const Yearly: Story = input({
  denial: denial({ remaining: 3, remedies: [{ kind: 'plan', plan: 'starter', interval: 'year' }] }),
});
export const EnterpriseOnly: Story = input({
  denial: denial({ remaining: 3, remedies: [{ kind: 'plan', plan: 'enterprise', interval: null }] }),
});
export const Busy: Story = {
  args: { ...NoTokensOnFree.args, pending: 'checkout' },
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Upgrade to Starter' }));
    await expect(args.onAction).not.toHaveBeenCalled();
  },
};
export const Failed: Story = { args: { ...NoTokensOnFree.args, failed: true } };
/** Nothing is denied while it loads: blanks, never a paywall. */
export const Loading: Story = input({ account: undefined });
export const Banner: Story = { args: { ...LowTokens.args, variant: 'banner' } };
export const BannerPastDue: Story = { args: { ...PastDueInstead.args, variant: 'banner' } };
export const Dialog: Story = {
  args: { ...AnalysisBlockedOnFree.args, variant: 'dialog' },
  parameters: { docs: { story: { inline: false, height: '420px' } } },
  play: async ({ canvasElement, args }) => {
    // What the browser makes of Esc; a synthetic key does not reach it.
    await fireEvent(within(canvasElement).getByRole('dialog'), new Event('cancel', { cancelable: true }));
    await expect(args.onAction).toHaveBeenCalledWith({ do: 'dismiss' });
  },
};

const ALL: readonly (readonly [string, Story])[] = [
  ['low_tokens', LowTokens],
  ['no_tokens, on Free', NoTokensOnFree],
  ['analysis_blocked, on Free', AnalysisBlockedOnFree],
  ['analysis_blocked, on Starter', AnalysisBlockedOnStarter],
  ['top-up is cheaper', TopUpIsCheaper],
  ['not_in_plan', NotInPlan],
  ['past_due', PastDueInstead],
  ['member_cap', MemberCap],
  ['nothing to buy', NothingToBuy],
  ['no permission', NoPermission],
  ['busy', Busy],
  ['failed', Failed],
  ['loading', Loading],
  ['banner', Banner],
  ['banner, past due', BannerPastDue],
];

/** The triggers side by side. */
export const Matrix: Story = {
  // Side by side, cards of one plan share their name; no page has two.
  parameters: { a11y: { options: { rules: { 'landmark-unique': { enabled: false } } } } },
  render: (_, { globals }) => (
    <div className="sb-grid">
      {ALL.map(([name, { args }]) => (
        <div key={name}>
          <p className="sb-caption">{name}</p>
          <UpgradePromptView
            model={deriveUpgradePrompt(
              args?.input ?? { trigger: 'no_tokens', account: undefined, catalog: undefined },
              contextOf(globals),
            )}
            variant={args?.variant}
            pending={args?.pending ?? null}
            failure={args?.failed === true ? contextOf(globals).messages.checkoutFailed : null}
          />
        </div>
      ))}
    </div>
  ),
};
