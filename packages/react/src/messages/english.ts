import { common } from './common.js';
import { confirm } from './confirm.js';
import { meter } from './meter.js';
import { pricing } from './pricing.js';
import { run } from './run.js';
import { subscription } from './subscription.js';
import { upgrade } from './upgrade.js';

type English = typeof common &
  typeof subscription &
  typeof meter &
  typeof upgrade &
  typeof confirm &
  typeof pricing &
  typeof run;

/**
 * Every string of the interface, flat and typed: a text, or a function of what it names and of the locale's number, money and
 * date forms. Another language is another object of this type; a missing key does not compile.
 */
export type Messages = { readonly [Key in keyof English]: English[Key] };

export const english: Messages = { ...common, ...subscription, ...meter, ...upgrade, ...confirm, ...pricing, ...run };
