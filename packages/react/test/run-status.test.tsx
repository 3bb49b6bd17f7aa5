/** What a run tells when it ends, against the real handler. */
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { RunStatus, useBalance, useRefresh } from '../src/index.js';
import { type Host, Page, useHost, useTokenGuard } from './a-host.js';

const freshHost = useHost();
let host: Host;
beforeEach(() => {
  host = freshHost();
});

function Pdp({ products = 3 }: { products?: number }): ReactNode {
  const guard = useTokenGuard('pdp_analyzer');
  return (
    <>
      <button type="button" onClick={() => void guard.run({ products })}>
        Run
      </button>
      <RunStatus guard={guard} feature="pdp_analyzer">
        Never run
      </RunStatus>
    </>
  );
}
function Suite(): ReactNode {
  const guard = useTokenGuard('suite_analyzer', { confirmAbove: 'never' });
  return (
    <>
      <button type="button" onClick={() => void guard.run({ orders: 3 })}>
        Run
      </button>
      <RunStatus guard={guard} feature="suite_analyzer" />
    </>
  );
}
const press = (name: string): Promise<void> => userEvent.click(screen.getByRole('button', { name }));
const told = (text: string | RegExp): Promise<void> =>
  waitFor(() => {
    expect(screen.getByRole('status')).toHaveTextContent(text);
  });

describe('RunStatus', () => {
  it('says what the host says while nothing runs, then what the run took', async () => {
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 20 });
    render(
      <Page>
        <Pdp />
      </Page>,
    );
    expect(screen.getByRole('status')).toHaveTextContent('Never run');
    await press('Run');
    await told('PDP analyzer is done. 5 tokens used, 20 left.');
  });

  it('says that nothing was charged only when the server said so', async () => {
    render(
      <Page>
        <Pdp products={-1} />
      </Page>,
    );
    await press('Run');
    await told('PDP analyzer failed. Nothing was charged. You can run it again.');
    expect((await host.farebox.tokens.balance('ana')).remainingTokens).toBe(5);
  });

  it('R14 an answer lost after the charge is "we do not know yet"; asking again tells it and charges nothing twice', async () => {
    host.network = 'drops-response';
    render(
      <Page>
        <Pdp />
      </Page>,
    );
    await press('Run');
    await told(/^We do not know yet/);
    expect((await host.farebox.tokens.balance('ana')).remainingTokens).toBe(0);
    host.network = 'ok';
    await press('Try again');
    await told('This run had ended before, for 5 tokens.');
    expect((await host.farebox.tokens.balance('ana')).remainingTokens).toBe(0);
    expect(host.worked).toEqual(['pdp']);
  });

  it('R14 a reload forgets what was confirmed and not the key: the next press tells what was charged, with no tokens left for another', async () => {
    host.network = 'drops-response';
    const { unmount } = render(
      <Page>
        <Pdp />
      </Page>,
    );
    await press('Run');
    await told(/^We do not know yet/);
    unmount();
    host.network = 'ok';
    render(
      <Page>
        <Pdp />
      </Page>,
    );
    await press('Run');
    await told('This run had ended before, for 5 tokens.');
    expect(host.worked).toEqual(['pdp']);
  });

  it('R14 no network while asking again claims nothing', async () => {
    host.network = 'drops-response';
    render(
      <Page>
        <Pdp />
      </Page>,
    );
    await press('Run');
    await told(/^We do not know yet/);
    host.network = 'drops-request';
    await press('Try again');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible());
    await told(/^We do not know yet/);
  });

  it('keeps the focus when Stop goes with its run', async () => {
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 20 });
    render(
      <Page>
        <Suite />
      </Page>,
    );
    await press('Run');
    await told('Running, 10 tokens on hold');
    await screen.findByText('Sorting');
    await press('Stop');
    await told(/^Stopped\./);
    expect(document.activeElement).not.toBe(document.body);
    expect(document.activeElement).toContainElement(screen.getByRole('status'));
  });
});

describe('useRefresh', () => {
  it('reads the account again, and what is shown stays until the answer is here', async () => {
    let refresh: () => Promise<void> = () => Promise.reject(new Error('not rendered'));
    const seen: string[] = [];
    function Balance(): ReactNode {
      refresh = useRefresh();
      const { data } = useBalance();
      seen.push(String(data?.remainingTokens ?? '…'));
      return <p>{data?.remainingTokens ?? '…'} left</p>;
    }
    render(
      <Page>
        <Balance />
      </Page>,
    );
    await screen.findByText('5 left');
    await host.farebox.tokens.grant('ana', { key: 'gift', amount: 20 });
    await act(() => refresh());
    await screen.findByText('25 left');
    expect(seen.slice(seen.indexOf('5'))).not.toContain('…');
  });
});
