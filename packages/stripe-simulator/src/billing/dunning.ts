import type { World } from '../world.js';

/** The account's settings for failed renewals, as the Dashboard has them. */
export interface DunningSettings {
  /** Days from one failed attempt to the next try; after the last one the account gives up. */
  retryAfterDays: readonly number[];
  /** What becomes of the subscription then. */
  finally: 'cancel' | 'unpaid' | 'past_due';
}

export const DEFAULT_DUNNING: DunningSettings = { retryAfterDays: [3, 5, 7], finally: 'cancel' };

export function dunningOf(world: World): {
  next: (attempts: number, at: number) => number | null;
  finally: DunningSettings['finally'];
} {
  const settings = world.universe.dunning;
  return {
    next: (attempts, at) => {
      const days = settings.retryAfterDays[attempts - 1];
      return days === undefined ? null : at + days * 86_400;
    },
    finally: settings.finally,
  };
}
