import type { PageFrame } from '../index.js';
import type { Kernel } from '../../kernel.js';
import { clockNow } from '../../world.js';

export function frameOf(kernel: Kernel): PageFrame {
  return { base: kernel.universe.base, host: new URL(kernel.universe.origin).host, now: clockNow(kernel.universe) };
}

/** The host's name as a page says it: as it was given, else that of the address to go back to. */
export function merchantOf(kernel: Kernel, ...addresses: (string | null | undefined)[]): string {
  if (kernel.universe.businessName !== null) return kernel.universe.businessName;
  for (const address of addresses) {
    try {
      if (address) return new URL(address).host;
    } catch {
      // Not an address: look at the next.
    }
  }
  return 'your app';
}
