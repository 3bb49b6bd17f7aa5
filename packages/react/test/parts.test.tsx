/** The connected parts against the real handler: what a person reads. */
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SubscriptionManager, TokenMeter } from '../src/index.js';
import {
  Gate,
  GuardButton,
  NOW,
  Page,
  PricingTable,
  UpgradePrompt,
  useHost,
  useTokenGuard,
  type Host,
} from './a-host.js';

const freshHost = useHost();
let host: Host;
beforeEach(() => {
  host = freshHost();
});

describe('SubscriptionManager', () => {
  it('says what a customer on the default plan has', async () => {
    render(
      <Page>
        <SubscriptionManager plansHref="/plans" />
      </Page>,
    );
    expect(await screen.findByRole('heading', { name: 'Free' })).toBeVisible();
    expect(screen.getByText('5 tokens every month. No card, nothing to pay.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'See plans' })).toBeVisible();
  });

  it('keeps the same box while it loads, and names no plan it does not know', () => {
    render(
      <Page>
        <SubscriptionManager />
      </Page>,
    );
    expect(screen.queryByText(/Free/)).toBeNull();
    expect(document.querySelector('[data-state=loading]')).not.toBeNull();
  });

  it('says who manages billing to a member who does not, and shows no button', async () => {
    host.identity = { userId: 'bob', customer: { organization: 'acme' }, billingContact: 'Ana Ruiz (owner)' };
    render(
      <Page>
        <SubscriptionManager />
      </Page>,
    );
    expect(await screen.findByText(/Ana Ruiz \(owner\) manages billing/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Manage|plans/ })).toBeNull();
  });

  it('says that nothing was charged when it cannot load', async () => {
    host.network = 'drops-request';
    render(
      <Page>
        <SubscriptionManager />
      </Page>,
    );
    expect(await screen.findByText(/Nothing was changed and nothing was charged/)).toBeVisible();
    host.network = 'ok';
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Free' })).toBeVisible();
  });
});

describe('UpgradePrompt', () => {
  it('is no paywall while nothing is known, and none when the feature can be paid', async () => {
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 20 });
    render(
      <Page>
        <UpgradePrompt feature="suite_analyzer" />
        <TokenMeter />
      </Page>,
    );
    expect(screen.queryByRole('heading')).toBeNull();
    await screen.findByRole('meter');
    expect(screen.queryByRole('heading')).toBeNull();
  });

  it('names the fact, what is missing and the recommended plan of a feature out of reach', async () => {
    render(
      <Page>
        <UpgradePrompt feature="suite_analyzer" />
      </Page>,
    );
    expect(await screen.findByRole('heading', { name: 'Suite analyzer needs 10 tokens, you have 5' })).toBeVisible();
    expect(screen.getByText(/\$19\.00/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Upgrade to Starter' })).toBeVisible();
  });

  it('tells inline that the payment page did not open, and that nothing was charged', async () => {
    render(
      <Page>
        <UpgradePrompt feature="suite_analyzer" />
      </Page>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Upgrade to Starter' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The payment page did not open. Nothing was charged.');
  });

  it('is a notice when the balance has crossed a threshold, and stays away once dismissed', async () => {
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 5 });
    await host.farebox.tokens.spend('ana', 'pdp_analyzer', { key: 'a' });
    await host.farebox.tokens.spend('ana', 'export', { key: 'b' });
    render(
      <Page>
        <UpgradePrompt variant="banner" />
      </Page>,
    );
    expect(await screen.findByRole('status')).toHaveTextContent(/4 tokens left/);
    await userEvent.click(screen.getByRole('button', { name: /Dismiss|Not now/ }));
    expect(screen.queryByRole('status')).toBeNull();
  });
});

describe('PricingTable', () => {
  it('marks the plan in force and switches month and year by a radio group', async () => {
    render(
      <Page>
        <PricingTable />
      </Page>,
    );
    expect(await screen.findByText('$19.00')).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: /Year/ }));
    expect(await screen.findByText('$190.00')).toBeVisible();
    expect(screen.getByText(/Your plan/)).toBeVisible();
  });

  it('shows prices to a signed-out visitor and sends a choice to sign-in', async () => {
    host.identity = null;
    const onSignIn = vi.fn<(plan: string, interval: string) => void>();
    render(
      <Page>
        <PricingTable plans={['starter', 'professional']} onSignIn={onSignIn} />
      </Page>,
    );
    await screen.findByText('$19.00');
    await waitFor(() => expect(host.requests).toContain('GET /account'));
    await userEvent.click(screen.getAllByRole('button', { name: /Starter/ })[0]!);
    await waitFor(() => expect(onSignIn).toHaveBeenCalledWith('starter', 'month'));
    expect(host.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

describe('GuardButton', () => {
  it('says what the click costs, and why it would be denied', async () => {
    function Button() {
      const guard = useTokenGuard('suite_analyzer');
      return (
        <GuardButton feature="suite_analyzer" guard={guard} onPress={() => void guard.run({ orders: 1 })}>
          Analyze
        </GuardButton>
      );
    }
    render(
      <Page>
        <Button />
      </Page>,
    );
    expect(await screen.findByText('Needs 10 tokens, you have 5.')).toBeVisible();
    expect(screen.getByRole('button', { name: /Analyze/ })).toHaveAccessibleDescription(
      /10 tokens.* Needs 10 tokens, you have 5\.$/,
    );
  });

  it('shows what it is given, bears the name it is given, and is described by its cost before it is denied', async () => {
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 20 });
    function Button() {
      const guard = useTokenGuard('suite_analyzer');
      return (
        <GuardButton
          feature="suite_analyzer"
          guard={guard}
          aria-label="Run Suite analyzer"
          onPress={() => void guard.run({ orders: 1 })}
        >
          <i data-testid="icon" /> Run
        </GuardButton>
      );
    }
    render(
      <Page>
        <Button />
      </Page>,
    );
    const button = await screen.findByRole('button', { name: 'Run Suite analyzer' });
    expect(button).toContainElement(screen.getByTestId('icon'));
    await waitFor(() => expect(button).toHaveAccessibleDescription(/10 tokens$/));
    const words = button.textContent;
    await userEvent.click(button);
    // Busy or asking: its words stay, so that its box does.
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'));
    expect(button.textContent).toBe(words);
  });
});

describe('Gate', () => {
  it('shows the fallback outside the plans that include the flag, and nothing while that is unknown', async () => {
    render(
      <Page>
        <Gate flag="support" fallback="not for you">
          call us
        </Gate>
      </Page>,
    );
    expect(screen.queryByText(/call us|not for you/)).toBeNull();
    expect(await screen.findByText('not for you')).toBeVisible();
  });
});

describe('coming back from Stripe', () => {
  const comeBack = (query: string): void => history.replaceState(null, '', `/settings?tab=plan&${query}#top`);

  it('U8 a hand-made return shows nothing that was not paid, and leaves a clean address', async () => {
    comeBack('farebox_return=checkout&session_id=cs_test_made_up');
    render(
      <StrictMode>
        <Page>
          <SubscriptionManager />
        </Page>
      </StrictMode>,
    );
    expect(await screen.findByRole('heading', { name: 'Free' })).toBeVisible();
    expect(`${location.pathname}${location.search}${location.hash}`).toBe('/settings?tab=plan#top');
    await waitFor(() => expect(host.requests.filter((request) => request === 'POST /return')).toHaveLength(1));
  });
});

describe('meter', () => {
  it('is a meter with a sentence for who cannot see it', async () => {
    render(
      <Page>
        <TokenMeter />
      </Page>,
    );
    expect(await screen.findByRole('meter')).toHaveAttribute('aria-valuetext', '5 of 5 tokens left');
  });
});

it('tells dates by the server, not by this machine', async () => {
  render(
    <Page>
      <TokenMeter />
    </Page>,
  );
  const next = new Date(NOW);
  next.setUTCMonth(next.getUTCMonth() + 1);
  expect(await screen.findByText(/3 January/)).toBeVisible();
});
