import type { Measured } from './measure.js';

/** Each use draws one of many customers, or all of them have one. */
export type Load = 'spread' | 'hot';
/** What a customer's tokens lie in: grants of twenty spends each, or one that never ends. */
export type Grants = 'twenty' | 'one';
export type Cell = Measured & { readonly fastShare?: number };

export interface Contender {
  readonly name: string;
  /** The row that it is measured by, at the same load and in flight; none = nothing but raw PostgreSQL and the rival. */
  readonly against?: string;
  /** Several processes have at least one caller each. */
  readonly leastInFlight?: number;
  /** Outside the timing: enough balance for the next cell. */
  prepare(load: Load, seconds: number): Promise<void>;
  run(load: Load, inFlight: number, seconds: number): Promise<Cell>;
  close(): Promise<void>;
}
export interface Target {
  readonly url: string;
  readonly customers: number;
}

/** Spends that a grant of `twenty` holds. */
export const GRANT = 20;
export const ENDLESS = 1_000_000_000;
/** More than any store does in a second: a hot customer must not run dry within a cell. */
export const MOST_PER_SECOND = 40_000;
export const grantsText = (grants: Grants): string => (grants === 'twenty' ? 'grants of 20' : 'one large grant');
