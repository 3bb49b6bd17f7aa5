import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFarebox, defineCatalog, memoryStore, silentLogger } from '../../src/index.js';

const SECRET = `whsec_${'a1'.repeat(16)}`;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-01T09:00:00Z') }));
afterEach(() => void vi.useRealTimers());

function anApp() {
  const told: string[] = [];
  const farebox = createFarebox({
    catalog: defineCatalog({
      features: { chat: { name: 'Chat', cost: 1 } },
      plans: { free: { name: 'Free', tokens: 5 } },
    }),
    store: memoryStore(),
    stripe: {
      secretKey: 'sk_test_0123456789abcdef',
      webhookSecrets: [SECRET],
      host: '127.0.0.1',
      port: 9,
      protocol: 'http',
    },
    appUrl: 'https://app.example.com',
    logger: { ...silentLogger, error: (message) => void told.push(message) },
  });
  let events = 0;
  const receive = async (): Promise<void> => {
    const body = JSON.stringify({
      id: `evt_${(events += 1)}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: 1_790_000_000,
      livemode: false,
      type: 'customer.subscription.updated',
      data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_1' } },
    });
    const at = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
    expect((await farebox.webhooks.receive(body, `t=${at},v1=${signature}`)).received).toBe('stored');
  };
  return { farebox, told, receive };
}
const later = (seconds: number): unknown => vi.setSystemTime(Date.now() + seconds * 1000);

it('tells a forgotten start() as soon as an event has waited a minute, and not for each event', async () => {
  const { told, receive } = anApp();
  await receive();
  later(30);
  await receive();
  expect(told).toEqual([]);
  later(31);
  await receive();
  expect(told).toEqual([expect.stringMatching(/farebox\.start\(\).*webhooks\.work\(\)/)]);
  later(60);
  await receive();
  expect(told).toHaveLength(1);
  later(600);
  await receive();
  expect(told).toHaveLength(2);
});

it('says nothing where the worker runs, or a cron takes the events', async () => {
  const started = anApp();
  started.farebox.start();
  const byCron = anApp();
  for (let minute = 0; minute < 5; minute += 1) {
    await started.receive();
    await byCron.receive();
    later(61);
    await byCron.farebox.webhooks.work();
  }
  await started.farebox.stop();
  const isAlarm = (message: string): boolean => message.includes('nobody works on them');
  expect([...started.told, ...byCron.told].filter(isAlarm)).toEqual([]);
});
