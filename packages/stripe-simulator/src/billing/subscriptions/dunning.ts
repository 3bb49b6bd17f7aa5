import type { World } from '../../world.js';
import type { DunningSettings } from './dunning-settings.js';

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
