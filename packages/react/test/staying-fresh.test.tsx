/** A balance that changed elsewhere is read again when somebody looks at it (R8). Real events, the real handler. */
import { onlineManager } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useBalance } from '../src/index.js';
import { type Host, Page, useHost } from './a-host.js';

function Left() {
  const balance = useBalance();
  return <output>{balance.data?.remainingTokens ?? '…'}</output>;
}
const freshHost = useHost();
let host: Host;
beforeEach(() => {
  host = freshHost();
});
afterEach(() => onlineManager.setOnline(true));

const shown = async (left: string): Promise<void> => void (await screen.findByText(left));
const spendElsewhere = (key: string) => host.farebox.tokens.spend('ana', 'export', { key });

describe('a balance that changed elsewhere', () => {
  it('R8 is read again when the window gets the focus', async () => {
    render(
      <Page>
        <Left />
      </Page>,
    );
    await shown('5');
    await spendElsewhere('elsewhere-1');
    await act(async () => window.dispatchEvent(new Event('focus')));
    await shown('4');
  });

  it('R8 is read again when the tab is shown', async () => {
    render(
      <Page>
        <Left />
      </Page>,
    );
    await shown('5');
    await spendElsewhere('elsewhere-2');
    await act(async () => window.dispatchEvent(new Event('visibilitychange')));
    await shown('4');
  });

  it('R8 is read again when the network comes back', async () => {
    render(
      <Page>
        <Left />
      </Page>,
    );
    await shown('5');
    await act(async () => window.dispatchEvent(new Event('offline')));
    await spendElsewhere('elsewhere-3');
    await act(async () => window.dispatchEvent(new Event('online')));
    await shown('4');
  });

  it('R8 asks once for one look, and not at all once the part is gone', async () => {
    const { unmount } = render(
      <Page>
        <Left />
      </Page>,
    );
    await shown('5');
    const asked = () => host.requests.filter((request) => request === 'GET /account').length;
    const before = asked();
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
      window.dispatchEvent(new Event('visibilitychange'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect(asked()).toBe(before + 1);
    unmount();
    window.dispatchEvent(new Event('focus'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked()).toBe(before + 1);
  });
});
