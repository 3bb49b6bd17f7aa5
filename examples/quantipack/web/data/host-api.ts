import type { DemoTime } from '../../server/demo/demo-routes.js';
import type { Analysis, AnalysisSummary } from '../../server/host/analyses.js';
import type { SessionAnswer } from '../../server/host/host-routes.js';
import type { OrderSource } from '../../server/host/order-sources.js';

/** The host refused, with the sentence to show. */
export class HostProblem extends Error {}

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`/api${path}`, init).catch(() => {
    throw new HostProblem('The server cannot be reached.');
  });
  if (response.ok) return (await response.json()) as T;
  const body = (await response.json().catch(() => null)) as { title?: string } | null;
  throw new HostProblem(body?.title ?? 'The server could not do that.');
}
const post = <T>(path: string, body: unknown) =>
  call<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** The host's own API; Farebox's is spoken by its own client. */
export const hostApi = {
  session: () => call<SessionAnswer>('/session'),
  signIn: (userId: string) => post<SessionAnswer>('/session', { userId }),
  orders: () => call<OrderSource[]>('/orders'),
  upload: (file: File) =>
    call<OrderSource>(`/orders?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      body: file,
      headers: { 'content-type': 'text/csv' },
    }),
  analyses: () => call<AnalysisSummary[]>('/analyses'),
  analysis: (id: string) => call<Analysis>(`/analyses/${encodeURIComponent(id)}`),
  demoTime: () => call<DemoTime>('/demo/clock'),
  moveDemoTime: (by: 'day' | 'month') => post<DemoTime>('/demo/clock', { by }),
  syncDemo: () => post<DemoTime>('/demo/sync', {}),
};
