import { useRefresh } from '@farebox/react';
import { useState } from 'react';
import type { DemoTime } from '../../server/demo/demo-routes.js';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import { hostApi } from '../data/host-api.js';
import { useResource } from '../data/use-resource.js';
import { formatClock } from '../format.js';

export interface DemoStripProps {
  readonly session: SessionAnswer;
  onSwitch(userId: string): void;
}

/** Not part of the product: become another user and, while Stripe is simulated, move its time. */
export function DemoStrip({ session, onSwitch }: DemoStripProps) {
  return (
    <section className="demo" aria-label="Demo controls">
      <p className="demo-word">
        <b>Demo.</b> No real money moves.
      </p>
      {session.simulatorUrl === null ? null : <Clock simulatorUrl={session.simulatorUrl} />}
      <label className="demo-user">
        <span className="demo-label">Signed in as</span>
        <select value={session.user.id} onChange={(event) => onSwitch(event.target.value)}>
          {session.users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.name}, {user.note}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

function Clock({ simulatorUrl }: { readonly simulatorUrl: string }) {
  // The clock has moved: whatever the page knows may have changed, and is read again in its place.
  const refresh = useRefresh();
  const time = useResource('demo-time', hostApi.demoTime);
  const [moving, setMoving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function act(what: () => Promise<DemoTime>) {
    if (moving) return;
    setMoving(true);
    setProblem(null);
    try {
      time.put(await what());
      await refresh();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setMoving(false);
    }
  }
  return (
    <div className="demo-clock">
      <a href={`${simulatorUrl}/_simulator`} className="demo-time">
        {time.data ? (
          <time dateTime={time.data.now}>{formatClock(time.data.now)}</time>
        ) : (
          (time.error ?? 'Reading the clock')
        )}
      </a>
      <button type="button" aria-disabled={moving} onClick={() => void act(() => hostApi.moveDemoTime('day'))}>
        +1 day
      </button>
      <button type="button" aria-disabled={moving} onClick={() => void act(() => hostApi.moveDemoTime('month'))}>
        +1 month
      </button>
      <button type="button" aria-disabled={moving} onClick={() => void act(hostApi.syncDemo)}>
        Sync
      </button>
      <span role="status" className="demo-status">
        {problem ?? (moving ? 'One moment' : '')}
      </span>
    </div>
  );
}
