import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, fn, userEvent, within } from 'storybook/test';
import { balance, CATALOG, FEATURES, leftOf, RENEWAL, UNLIMITED, usd } from '../../test/fixtures.js';
import { contextOf } from '../../test/story-context.js';
import { describeSubscription } from './describe-subscription.js';
import type { SubscriptionAction } from './describe/says.js';
import type { Situation, SituationFacts, SubscriptionSituation } from './situation.js';
import { SubscriptionManagerView } from './subscription-manager-view.js';

interface Args {
  view: SubscriptionSituation;
  pending: SubscriptionAction | null;
  failed: boolean;
  onAction: (action: SubscriptionAction) => void;
  onRetry: () => void;
}

const meta = {
  title: 'SubscriptionManager',
  args: { view: { situation: 'loading' }, pending: null, failed: false, onAction: fn(), onRetry: fn() },
  render: ({ view, pending, failed, onAction, onRetry }, { globals }) => {
    const context = contextOf(globals);
    const failure = failed
      ? { text: context.messages.portalFailed, retryLabel: context.messages.tryAgain, onRetry }
      : null;
    return (
      <SubscriptionManagerView
        model={describeSubscription(view, context)}
        pending={pending}
        failure={failure}
        onAction={onAction}
      />
    );
  },
} satisfies Meta<Args>;
export default meta;
type Story = StoryObj<Args>;

const renewsAt = new Date(RENEWAL);
const card = { brand: 'visa', last4: '4242', expiresAt: new Date('2029-09-30T12:00:00Z') };
const december = (day: number): Date => new Date(Date.UTC(2026, 11, day, 11));
const free = {
  planName: 'Free',
  price: null,
  interval: null,
  planTokens: 5,
  balance: leftOf(3, 5, { resetDate: '2027-01-01T11:00:00Z' }),
  hasPortal: false,
} as const;
const professional = { planName: 'Professional', price: usd(4900), planTokens: 150 } as const;

const FACTS: SituationFacts = {
  planName: 'Starter',
  price: usd(1900),
  currency: 'usd',
  interval: 'month',
  balance: balance(),
  planTokens: 50,
  lowBalance: CATALOG.lowBalance,
  features: FEATURES,
  canManage: true,
  canSpend: true,
  billingContact: null,
  hasPortal: true,
  canTopUp: false,
  isOffline: false,
};
const story = (situation: Situation, over: Partial<SituationFacts> = {}): Story => ({
  args: { view: { ...FACTS, ...over, ...situation } },
});
const active: Situation = { situation: 'active', renewsAt };

export const NoSubscription: Story = story({ situation: 'none' }, free);
export const FreePlan: Story = story({ situation: 'free' }, free);
export const TrialWithCard: Story = story(
  { situation: 'trialing', endsAt: december(20), card, nextPlanName: 'Free', boughtTokens: 0 },
  { ...professional, balance: leftOf(96, 150) },
);
export const TrialEndsTodayNoCard: Story = story(
  {
    situation: 'trialing',
    endsAt: new Date('2026-12-17T17:00:00Z'),
    card: null,
    nextPlanName: 'Free',
    boughtTokens: 12,
  },
  { ...professional, balance: leftOf(96, 150) },
);
export const ActiveMonthly: Story = {
  ...story(active),
  play: async ({ canvasElement, args }) => {
    await userEvent.tab();
    await expect(within(canvasElement).getByRole('button', { name: 'Manage subscription' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect(args.onAction).toHaveBeenCalledWith('manage');
  },
};
export const ActiveYearly: Story = story(
  { situation: 'active', renewsAt: new Date('2027-09-03T11:00:00Z') },
  { interval: 'year', price: usd(19000) },
);
export const CardExpiring: Story = story({
  situation: 'card_expiring',
  renewsAt,
  card: { ...card, expiresAt: december(31) },
});
export const CancelsAtPeriodEnd: Story = story({
  situation: 'cancels',
  at: renewsAt,
  canceledAt: december(10),
  next: { planName: 'Free', at: renewsAt, tokens: 5 },
});
export const DowngradeScheduled: Story = story(
  { situation: 'plan_changes', next: { planName: 'Starter', at: renewsAt, tokens: 50 } },
  { ...professional, balance: leftOf(96, 150) },
);
export const PriceChangeAnnounced: Story = story({
  situation: 'price_changes',
  at: new Date('2027-03-03T11:00:00Z'),
  to: usd(2200),
});
export const PastDueRetryDate: Story = story({
  situation: 'past_due',
  since: december(15),
  amount: usd(1900),
  retryAt: december(18),
  graceUntil: december(24),
  card,
});
export const PastDueFinalAttempt: Story = story({
  situation: 'past_due_final',
  since: december(15),
  amount: usd(1900),
  lastAttemptAt: december(24),
});
export const Unpaid: Story = story(
  { situation: 'unpaid', since: december(15), amount: usd(1900) },
  { balance: leftOf(0, 50, { resetDate: null }) },
);
export const IncompleteNeedsConfirmation: Story = story(
  { situation: 'incomplete', amount: usd(1900) },
  { balance: leftOf(3, 5) },
);
export const IncompleteExpired: Story = story(
  { situation: 'incomplete_expired' },
  { balance: leftOf(3, 5), planTokens: 5 },
);
export const PausedWithDate: Story = story({ situation: 'paused', until: new Date('2027-03-01T11:00:00Z') });
export const PausedOpen: Story = story({ situation: 'paused', until: null });
export const PauseScheduled: Story = story({ situation: 'pauses', at: renewsAt });
export const Ended: Story = story(
  { situation: 'ended', endedPlanName: 'Starter', at: december(3) },
  { ...free, hasPortal: true },
);
export const OpenInvoice: Story = story(
  { situation: 'invoice_open', amount: usd(49000), dueAt: new Date('2027-01-10T11:00:00Z') },
  { interval: 'year' },
);
export const EnterpriseCustom: Story = story(
  { situation: 'enterprise', contact: 'mailto:sales@example.com' },
  { planName: 'Enterprise', price: null, planTokens: null, balance: UNLIMITED },
);
export const Lifetime: Story = story({ situation: 'lifetime' }, { price: null });
export const AwaitingWebhook: Story = story({ situation: 'awaiting_payment' }, free);

export const LowBalance: Story = story(active, { balance: leftOf(5, 50) });
export const LastToken: Story = story(active, { balance: leftOf(1, 50) });
export const ZeroBalance: Story = story(active, { balance: leftOf(0, 50) });
export const ZeroBalanceWithTopUps: Story = story(active, { balance: leftOf(0, 50), canTopUp: true });
export const OnHold: Story = story(active, { balance: balance({ remainingTokens: 27, heldTokens: 10 }) });
export const UnlimitedTokens: Story = story(active, { balance: UNLIMITED, planTokens: null });

export const PortalOpening: Story = {
  args: { ...story(active).args, pending: 'manage' },
  play: async ({ canvasElement, args }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Manage subscription' }));
    await expect(args.onAction).not.toHaveBeenCalled();
  },
};
export const PortalFailed: Story = {
  args: { ...story(active).args, failed: true },
  play: async ({ canvasElement, args }) => {
    await expect(within(canvasElement).getByRole('alert')).toHaveTextContent(
      'The billing page did not open. Nothing was changed.',
    );
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Try again' }));
    await expect(args.onRetry).toHaveBeenCalledTimes(1);
  },
};
export const NoPermission: Story = story(active, { canManage: false, billingContact: 'Ana Ruiz (owner)' });
export const Loading: Story = { args: { view: { situation: 'loading' } } };
export const LoadError: Story = { args: { view: { situation: 'error', lastKnown: null } } };
export const LoadErrorLastKnown: Story = {
  args: { view: { situation: 'error', lastKnown: { planName: 'Starter', balance: balance() } } },
};
export const Offline: Story = story(active, { isOffline: true });
export const CurrencyYen: Story = story(active, { price: { currency: 'jpy', unitAmount: 2800 }, currency: 'jpy' });
export const CurrencyDinar: Story = story(active, { price: { currency: 'kwd', unitAmount: 5750 }, currency: 'kwd' });
export const LongPlanName: Story = story(active, {
  planName: 'Professional for packaging teams in several countries',
  price: usd(1234500),
});
export const Narrow: Story = {
  ...story({
    situation: 'past_due',
    since: december(15),
    amount: usd(1900),
    retryAt: december(18),
    graceUntil: december(24),
    card,
  }),
  globals: { width: '280' },
};

const ALL: readonly (readonly [string, Story])[] = [
  ['Free', FreePlan],
  ['Active, monthly', ActiveMonthly],
  ['Trial, ends today, no card', TrialEndsTodayNoCard],
  ['Trial, card on file', TrialWithCard],
  ['Past due, retry date', PastDueRetryDate],
  ['Past due, final attempt', PastDueFinalAttempt],
  ['Cancels at period end', CancelsAtPeriodEnd],
  ['Ended', Ended],
  ['Unpaid', Unpaid],
  ['Bank needs a confirmation', IncompleteNeedsConfirmation],
  ['Zero balance', ZeroBalance],
  ['On hold', OnHold],
  ['Card expiring', CardExpiring],
  ['Awaiting the webhook', AwaitingWebhook],
  ['Portal failed', PortalFailed],
  ['Portal opening', PortalOpening],
  ['No permission', NoPermission],
  ['Loading', Loading],
  ['Offline', Offline],
  ['Load error, last known kept', LoadErrorLastKnown],
  ['Enterprise', EnterpriseCustom],
  ['Paused until', PausedWithDate],
];

/** The situations side by side. */
export const Matrix: Story = {
  // Side by side, cards of one plan share their name; no page has two.
  parameters: { a11y: { options: { rules: { 'landmark-unique': { enabled: false } } } } },
  render: (_, { globals }) => (
    <div className="sb-grid">
      {ALL.map(([name, { args }]) => (
        <div key={name}>
          <p className="sb-caption">{name}</p>
          <SubscriptionManagerView
            model={describeSubscription(args?.view ?? { situation: 'loading' }, contextOf(globals))}
            pending={args?.pending ?? null}
            failure={
              args?.failed === true
                ? {
                    text: contextOf(globals).messages.portalFailed,
                    retryLabel: contextOf(globals).messages.tryAgain,
                    onRetry: fn(),
                  }
                : null
            }
          />
        </div>
      ))}
    </div>
  ),
};
