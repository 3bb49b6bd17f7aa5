import type { AccountId } from '../../domain/ledger-rows.js';
import { StoreUnavailableError } from '../../errors/ledger.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { extendHold } from '../tokens/extend.js';

export interface KeptHold {
  extend(seconds: number): Promise<void>;
  /** No extension is under way after this. */
  stop(): Promise<void>;
}

/** Extends a hold while its work runs, at every third of its life: two beats may fail before it is lost. */
export function keepHold(
  context: EngineContext,
  account: AccountId,
  key: string,
  ttlSeconds: number,
  now: Date | undefined,
): KeptHold {
  let under: Promise<void> = Promise.resolve();
  const extend = async (seconds: number): Promise<void> => {
    await extendHold(context, account, key, seconds, await unitNow(context, now));
  };
  const beat = (): void => {
    under = under
      .then(() => extend(ttlSeconds))
      .catch((error: unknown) => {
        context.logger.warn('A hold could not be extended.', { account, error });
        // Lost for good: the capture will be made afresh. An outage passes: the next beat tries again.
        if (!StoreUnavailableError.isInstance(error)) clearInterval(timer);
      });
  };
  const timer = setInterval(beat, Math.max(250, (ttlSeconds * 1000) / 3));
  return {
    extend,
    stop: () => {
      clearInterval(timer);
      return under;
    },
  };
}
