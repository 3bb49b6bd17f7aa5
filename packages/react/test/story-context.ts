import type { DeriveContext } from '../src/messages/derive-context.js';
import { english } from '../src/messages/english.js';
import { pseudo } from './pseudo-messages.js';
import { NOW } from './fixtures.js';

/** The context of tests: plain English, Madrid, frozen. */
export const CONTEXT: DeriveContext = { now: NOW, locale: 'en', timeZone: 'Europe/Madrid', messages: english };

/** The context of a story, from the toolbar. `en-XA` is the pseudo locale: 40 % longer, every text in brackets. */
export function contextOf(globals: { readonly [name: string]: unknown }): DeriveContext {
  const locale = typeof globals['locale'] === 'string' ? globals['locale'] : 'en';
  return locale === 'en-XA' ? { ...CONTEXT, messages: pseudo(english) } : { ...CONTEXT, locale };
}
