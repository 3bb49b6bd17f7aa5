'use client';
import type { PlanWire } from '@farebox/core/contract';
import { useCatalog } from './use-catalog.js';
import { type Loaded, mapLoaded } from '../client/loaded.js';

/** The catalogue's plans in its order, with prices; also for signed-out visitors. */
export function usePlans(): Loaded<readonly PlanWire[]> {
  return mapLoaded(useCatalog(), (catalog) => catalog.plans);
}
