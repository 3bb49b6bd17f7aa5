import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode, useState, type ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, Page, UpgradePrompt, useHost, useTokenGuard, type Host } from '../../test/a-host.js';
import { useBalance } from '../index.js';

const freshHost = useHost();
let host: Host;
beforeEach(() => {
  host = freshHost();
});

function Balance(): ReactNode {
  const balance = useBalance();
  return (
    <output aria-label="balance">
      {balance.status === 'ready'
        ? `${balance.data.remainingTokens} left, ${balance.data.heldTokens} held`
        : balance.status}
    </output>
  );
}
function Pdp({ products = 3 }: { products?: number }): ReactNode {
  const guard = useTokenGuard('pdp_analyzer');
  const { state } = guard;
  return (
    <>
      <button type="button" {...guard.buttonProps} onClick={() => void guard.run({ products })}>
        Run
      </button>
      <p role="status">
        {state.status === 'done'
          ? `${state.output.findings} findings for ${state.charged}`
          : state.status === 'failed'
            ? `${state.failure.code}, ${state.charged ?? 'unknown'} charged`
            : state.status}
      </p>
      {state.status === 'denied' ? <UpgradePrompt denial={state.denial} /> : null}
      {state.status === 'failed' && state.retry ? (
        <button type="button" onClick={state.retry}>
          Again
        </button>
      ) : null}
    </>
  );
}
function Suite({ orders = 5, confirmAbove }: { orders?: number; confirmAbove?: number | 'always' }): ReactNode {
  const guard = useTokenGuard('suite_analyzer', { confirmAbove, onUnmount: 'abort' });
  const { state } = guard;
  return (
    <>
      <button type="button" {...guard.buttonProps} onClick={() => void guard.run({ orders })}>
        Fit
      </button>
      {state.status === 'running' ? (
        <>
          <p>{`${state.progress?.text ?? ''} ${state.chunks.join(',')}`}</p>
          <button type="button" onClick={state.abort}>
            Stop
          </button>
        </>
      ) : null}
      <p role="status">{state.status === 'done' ? `${state.output.boxes} boxes` : state.status}</p>
    </>
  );
}
const status = (text: string): Promise<HTMLElement> => screen.findByText(text);
const give = (tokens: number): Promise<unknown> => host.farebox.tokens.grant('ana', { key: 'gift', amount: tokens });

describe('useTokenGuard', () => {
  it('runs, charges, and shows the new balance', async () => {
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('5 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('6 findings for 5');
    await status('0 left, 0 held');
  });

  it('U1 ten clicks in a moment are one intent, one run, one charge', async () => {
    await give(45);
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('50 left, 0 held');
    const button = screen.getByRole('button', { name: 'Run' });
    await act(async () => {
      for (let click = 0; click < 10; click += 1) button.click();
    });
    await status('6 findings for 5');
    await status('45 left, 0 held');
    expect(host.worked).toEqual(['pdp']);
    expect(new Set(host.keys).size).toBe(1);
  });

  it('a second run is a new intent with a key of its own', async () => {
    await give(45);
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('50 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('45 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('40 left, 0 held');
    expect(new Set(host.keys).size).toBe(2);
  });

  it('U4 a denial of the server opens the prompt with reason, shortfall and plan, whatever the page showed', async () => {
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('5 left, 0 held');
    await host.farebox.tokens.spend('ana', 'export', { key: 'elsewhere' });
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(await screen.findByRole('heading', { name: /PDP analyzer needs 5 tokens, you have 4/ })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Upgrade to Starter' })).toBeVisible();
    await status('4 left, 0 held');
    expect(host.worked).toEqual([]);
  });

  it('U3 R14 a lost answer is asked for again with the same key and charged once', async () => {
    await give(45);
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('50 left, 0 held');
    host.network = 'drops-response';
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('offline, unknown charged');
    host.network = 'ok';
    await userEvent.click(screen.getByRole('button', { name: 'Again' }));
    await status('already_settled, 5 charged');
    await status('45 left, 0 held');
    expect(host.worked).toEqual(['pdp']);
    expect(new Set(host.keys).size).toBe(1);
  });

  it('U3 a request that never arrived is sent again with the same key', async () => {
    render(
      <Page>
        <Balance />
        <Pdp />
      </Page>,
    );
    await status('5 left, 0 held');
    host.network = 'drops-request';
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('offline, 0 charged');
    host.network = 'ok';
    await userEvent.click(screen.getByRole('button', { name: 'Again' }));
    await status('6 findings for 5');
    expect(host.worked).toEqual(['pdp']);
  });

  it('L20 work that fails gives its tokens back and says so', async () => {
    render(
      <Page>
        <Balance />
        <Pdp products={-1} />
      </Page>,
    );
    await status('5 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('work_failed, 0 charged');
    await status('5 left, 0 held');
  });

  it('asks before an expensive run, with cost and what is left, and holds nothing when the answer is no', async () => {
    await give(20);
    render(
      <Page>
        <Balance />
        <Suite orders={5000} />
      </Page>,
    );
    await status('25 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Fit' }));
    const dialog = await screen.findByRole('dialog', { name: 'Run Suite analyzer?' });
    expect(dialog).toHaveTextContent('15 tokens');
    expect(dialog).toHaveTextContent('10 tokens');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await status('declined');
    expect(host.worked).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Fit' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Run for 15 tokens' }));
    await screen.findByText('Sorting half');
    host.finish();
    await status('5000 boxes');
    await status('10 left, 0 held');
  });

  it('a cost that rose meanwhile is asked for again and never charged silently', async () => {
    await give(20);
    render(
      <Page>
        <Balance />
        <Suite orders={5} confirmAbove="always" />
      </Page>,
    );
    await status('25 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Fit' }));
    await screen.findByRole('dialog', { name: 'Run Suite analyzer?' });
    host.grown = 5000;
    await userEvent.click(screen.getByRole('button', { name: 'Run for 10 tokens' }));
    expect(await screen.findByRole('dialog', { name: 'The cost is now 15 tokens' })).toHaveTextContent('10');
    expect(host.worked).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Run for 15 tokens' }));
    host.finish();
    await status('5 boxes');
    await status('10 left, 0 held');
  });

  it('U12 stopping a run ends the work and its hold; what had been handed out is paid (R11)', async () => {
    await give(20);
    render(
      <Page>
        <Balance />
        <Suite />
      </Page>,
    );
    await status('25 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Fit' }));
    await screen.findByText('Sorting half');
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await status('aborted');
    await waitFor(async () => expect((await host.farebox.tokens.balance('ana')).heldTokens).toBe(0));
    expect((await host.farebox.tokens.balance('ana')).remainingTokens).toBe(15);
  });

  it('U11 in StrictMode nothing is changed on mount, and a click runs once', async () => {
    render(
      <StrictMode>
        <Page>
          <Balance />
          <Pdp />
        </Page>
      </StrictMode>,
    );
    await status('5 left, 0 held');
    expect(host.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await status('6 findings for 5');
    expect(host.worked).toEqual(['pdp']);
  });

  it('a run outlives its component unless told otherwise', async () => {
    await give(20);
    function Switch(): ReactNode {
      const [there, setThere] = useState(true);
      return (
        <>
          <button type="button" onClick={() => setThere(false)}>
            Leave
          </button>
          {there ? <Pdp /> : null}
          <Balance />
        </>
      );
    }
    render(
      <Page>
        <Switch />
      </Page>,
    );
    await status('25 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }));
    await status('20 left, 0 held');
    expect(host.worked).toEqual(['pdp']);
  });

  it("wraps the host's own endpoint with the intent's key", async () => {
    function Export(): ReactNode {
      const guard = useTokenGuard('export');
      const go = (): void =>
        void guard.wrap<{ file: string }>({}, ({ headers, signal }) =>
          fetch(`${ORIGIN}/api/export`, { method: 'POST', headers, signal }),
        );
      return (
        <>
          <button type="button" onClick={go}>
            Export
          </button>
          <p role="status">
            {guard.state.status === 'done' ? String((guard.state.output as { file: string }).file) : guard.state.status}
          </p>
        </>
      );
    }
    render(
      <Page>
        <Balance />
        <Export />
      </Page>,
    );
    await status('5 left, 0 held');
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await status('orders.csv');
    await status('4 left, 0 held');
    expect(host.keys).toHaveLength(1);
  });
});

describe('preview', () => {
  it('is unknown, and no paywall, while the account is not here', () => {
    function Preview(): ReactNode {
      return <p>{String(useTokenGuard('suite_analyzer').preview().allowed)}</p>;
    }
    render(
      <Page>
        <Preview />
      </Page>,
    );
    expect(screen.getByText('undefined')).toBeVisible();
  });

  it('knows levels and what would be left', async () => {
    await give(20);
    function Preview(): ReactNode {
      const preview = useTokenGuard('suite_analyzer').preview({ complexity: 'high' });
      return (
        <p>
          {preview.allowed
            ? `${preview.cost} of it, ${preview.after} after, ${preview.needsConfirmation ? 'asks' : 'just runs'}`
            : '…'}
        </p>
      );
    }
    render(
      <Page>
        <Preview />
      </Page>,
    );
    await status('15 of it, 10 after, asks');
  });
});
