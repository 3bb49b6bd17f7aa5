/** A stateful, deterministic Stripe on localhost. See the README for what it is not. */
export type { DunningSettings } from './billing/subscriptions/dunning-settings.js';
export type { Fault, FaultKind } from './faults.js';
export type { SeedCustomer, SeedData, SeedPrice, SeedProduct } from './seed-data.js';
export {
  createSimulator,
  type EndpointOptions,
  type Simulator,
  type SimulatorOptions,
  type SimulatorSnapshot,
} from './simulator.js';
export type { AdvanceOptions } from './kernel.js';
export { type StartOptions, startSimulator } from './start-simulator.js';
export type { DeliveryMode } from './state/state.js';
export type { Attempt, Delivery } from './webhooks/engine.js';
