import type { FormatContext } from '../format/format.js';
import type { Messages } from './messages.js';

/** What every `derive` gets beside its input: how to write, and every text. */
export interface DeriveContext extends FormatContext {
  readonly messages: Messages;
}
