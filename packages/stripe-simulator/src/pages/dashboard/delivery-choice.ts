import type { DeliveryChoice } from '../index.js';
import type { DeliveryMode as PageMode } from '../models.js';
import type { Kernel } from '../../kernel.js';
import type { DeliveryMode } from '../../state/state.js';
import { worldOf } from '../../world.js';

const WORDS: Readonly<Record<DeliveryMode, string>> = {
  in_order: 'in order',
  twice: 'each twice',
  reversed: 'newest first',
  none: 'not at all',
};
const MODES: Readonly<Record<Exclude<PageMode, 'default' | 'late'>, DeliveryMode>> = {
  twice: 'twice',
  reversed: 'reversed',
  dropped: 'none',
};

export function deliveryChoice(kernel: Kernel): DeliveryChoice {
  const { tables, data } = worldOf(kernel.universe);
  const endpoints = Object.values(tables.webhookEndpoints).filter((endpoint) => endpoint.status === 'enabled');
  const settings = [
    ...new Set(endpoints.map((endpoint) => WORDS[data.notes.endpoints[endpoint.id]?.delivery ?? 'in_order'])),
  ];
  return {
    mode: 'default',
    endpoints: endpoints.map((endpoint) => endpoint.url),
    setting: settings.join(', ') || 'in order',
  };
}

/** Runs something whose events go out in a mode of their own. */
export function withDelivery<T>(kernel: Kernel, mode: PageMode, run: () => T): T {
  if (mode === 'default') return run();
  if (mode === 'late') return kernel.engine.late(run);
  const notes = Object.values(worldOf(kernel.universe).data.notes.endpoints);
  const before = notes.map((endpoint) => endpoint.delivery);
  for (const endpoint of notes) endpoint.delivery = MODES[mode];
  try {
    return run();
  } finally {
    notes.forEach((endpoint, index) => {
      endpoint.delivery = before[index] ?? 'in_order';
    });
  }
}
