import { FareboxError } from '../../errors/farebox-error.js';
import { NotSupportedError } from '../../errors/settings.js';
import { archiveLedger } from '../../ledger/archive-ledger.js';
import type { ArchiveOptions, ArchiveOutcome } from '../../token-options.js';
import { unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';

/** A statement that began before an entry was written must have ended before that entry is archived. */
const LEAST_AGE_MS = 86_400_000;

/** No account has this id; asking for it tells the store's time. */
const NOBODY = 0;

/** Moves old entries of the ledger out of the hot tables. Nobody can tell by any answer. */
export async function archive(context: EngineContext, options: ArchiveOptions): Promise<ArchiveOutcome> {
  return context.telemetry.span('farebox.tokens.archive', {}, async () => {
    const account = options.customer === undefined ? undefined : await context.accounts.find(options.customer);
    const { now } = await context.store.read(account ?? NOBODY, undefined, await unitNow(context, options.now));
    const before = options.before instanceof Date ? options.before.getTime() : Number.NaN;
    if (!(before <= now - LEAST_AGE_MS))
      throw new FareboxError('invalid_request', {
        message: '`before` is a date at least a day ago: younger entries may still be met by statements in flight.',
        details: { field: 'before' },
      });
    if (!context.store.archive)
      throw new NotSupportedError('This store has no archive: it leaves out `archive` of the storage contract.');
    if (account === null) return { accounts: 0, entries: 0 };
    let checked = 0;
    return archiveLedger(context.store, {
      before,
      account,
      onAccount: () => {
        checked += 1;
        options.onProgress?.(checked);
      },
    });
  });
}
