import type { Customer } from '../customer.js';
import type { AccountId } from '../domain/ledger-rows.js';
import { StoreUnavailable } from '../errors/store-unavailable.js';
import type { RunOutcome } from '../outcomes.js';
import type { AnyUsage } from '../run-definition.js';
import { newId } from '../runtime/ids.js';
import type { Versioned } from '../storage/family.js';
import { runs } from '../storage/record-families.js';
import type { Run, RunOptions } from '../token-options.js';
import { checkAmount, checkMetadata, checkText, unitNow } from './checked-options.js';
import { keepHold } from './keep-hold.js';
import { commitStep, gateDenial, shortDenial, tellCrossings } from './ledger-call.js';
import { again } from './again.js';
import { earlierRun } from './earlier-run.js';
import { chargedFor, keepCapture, type RunRow, settleRun } from './settle-run.js';
import { balanceOfAccount, denied, releaseHold, type TokensContext, toStep } from './tokens.js';
import { costOf, paidFeature } from './usage.js';

type LooseRunOptions = Omit<RunOptions<AnyUsage>, 'metadata'> & { readonly metadata?: unknown };
type About = {
  readonly reference?: string | undefined;
  readonly metadata?: { readonly [key: string]: unknown } | undefined;
};

/**
 * Hold -> work -> capture. The hold under the key decides who runs: of any number of callers, in any process, one is told
 * `ok` and works. Nothing is returned before the charge is in the ledger or durably decided.
 */
export async function run<T>(
  context: TokensContext,
  customer: Customer,
  featureId: string,
  options: LooseRunOptions,
  work: (run: Run<AnyUsage, never>) => Promise<T> | T,
): Promise<RunOutcome<T>> {
  return context.telemetry.span('farebox.tokens.run', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options.estimate);
    const step = await toStep(context, feature.id, options);
    const ttlSeconds = checkAmount(options.holdSeconds ?? context.policies.holdSeconds, '`holdSeconds`');
    options.signal?.throwIfAborted();
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, now);
    if (gate) return denied(context, gate);

    const row: RunRow = {
      account,
      key: step.key,
      feature: feature.id,
      member: step.member ?? null,
      status: 'running',
      held: cost,
      charge: null,
      reference: step.reference ?? null,
      metadata: step.metadata ?? null,
      startedAt: now ?? (await context.clock.now()),
      settledAt: null,
      attempts: 0,
      due: null,
    };
    const hold = { ...step, command: { do: 'hold', amount: cost, ttlSeconds } } as const;
    const answer = await commitStep(context, account, hold, now, [{ write: 'insertIfAbsent', family: runs, row }]);
    if (answer.status === 'short')
      return denied(context, await shortDenial(context, account, feature, cost, answer.why, now));
    if (answer.status !== 'ok') return earlierRun(context, account, step.key, options.now);
    tellCrossings(context, customer, answer.done);

    const value = await heldWork(
      context,
      account,
      row,
      {
        ttlSeconds,
        now: options.now,
        signal: options.signal,
        estimated: cost,
        costOf: (usage) => costOf(feature, usage),
      },
      work,
    );
    const charged = await chargedFor(context, account, step.key);
    context.telemetry.count('farebox.tokens.charged', charged, { feature: feature.id });
    return { status: 'done', value, charged, balance: await balanceOfAccount(context, account, now) };
  });
}

interface HeldWork {
  readonly ttlSeconds: number;
  readonly now: Date | undefined;
  readonly signal: AbortSignal | undefined;
  readonly estimated: number;
  readonly costOf: (usage: AnyUsage) => number;
}
/** Calls the work once while its tokens are held, and settles whatever becomes of it. */
async function heldWork<T>(
  context: TokensContext,
  account: AccountId,
  row: RunRow,
  held: HeldWork,
  work: (run: Run<AnyUsage, never>) => Promise<T> | T,
): Promise<T> {
  const kept = keepHold(context, account, row.key, held.ttlSeconds, held.now);
  const aborting = new AbortController();
  const abort = (): void => aborting.abort(held.signal?.reason);
  held.signal?.addEventListener('abort', abort, { once: true });
  let charge = held.estimated;
  let about: Promise<About> = Promise.resolve({});
  let value: T;
  try {
    value = await work({
      id: newId('run'),
      key: row.key,
      held: row.held,
      signal: aborting.signal,
      report: (usage) => {
        charge = held.costOf(usage);
      },
      describe: ({ reference, metadata }) => {
        about = described(context, about, reference, metadata);
        // Awaited when the work is done; until then a refusal must not look unhandled.
        about.catch(() => undefined);
      },
      progress: () => undefined,
      extend: (seconds) => kept.extend(seconds),
    });
    await about;
  } catch (error) {
    await kept.stop();
    await giveBack(context, row, held.now);
    throw error;
  } finally {
    held.signal?.removeEventListener('abort', abort);
  }
  await kept.stop();
  await settleOrKeep(
    context,
    { ...row, ...nullable(await about) },
    context.policies.overage === 'cap' ? Math.min(charge, row.held) : charge,
    held.now,
  );
  return value;
}

async function described(
  context: TokensContext,
  before: Promise<About>,
  reference: string | undefined,
  metadata: unknown,
): Promise<About> {
  const about = {
    reference: checkText(reference, '`reference`'),
    metadata: await checkMetadata(context.metadataSchema, metadata),
  };
  const known = await before;
  return { reference: about.reference ?? known.reference, metadata: about.metadata ?? known.metadata };
}
const nullable = ({ reference, metadata }: About): Partial<RunRow> => ({
  ...(reference === undefined ? {} : { reference }),
  ...(metadata === undefined ? {} : { metadata }),
});

/** The row as it stands, with what the work said of itself. Its version guards the settlement. */
async function current(context: TokensContext, row: RunRow): Promise<Versioned<RunRow>> {
  const found = await context.store.find(runs, { account: row.account, key: row.key });
  if (!found) throw new Error('The record of a run that was just written is gone.');
  return { row: { ...found.row, reference: row.reference, metadata: row.metadata }, version: found.version };
}

/**
 * Makes the charge. When the store fails, writes down that it is to be made; when even that fails, throws StoreUnavailable:
 * no result without its charge, and no charge without its result - the hold gives the tokens back.
 */
async function settleOrKeep(
  context: TokensContext,
  row: RunRow,
  charge: number,
  nowOption: Date | undefined,
): Promise<void> {
  try {
    await again(
      async () => settleRun(context, await current(context, row), charge, await unitNow(context, nowOption)),
      StoreUnavailable.isInstance,
    );
  } catch (error) {
    if (!StoreUnavailable.isInstance(error)) throw error;
    context.telemetry.count('farebox.runs.open_capture', 1, { feature: row.feature });
    context.logger.error('A capture failed. It is kept and will be made.', {
      feature: row.feature,
      account: row.account,
      error,
    });
    await again(async () => keepCapture(context, await current(context, row), charge), StoreUnavailable.isInstance);
  }
}

/** The work failed: its tokens go back. If this fails too, the hold runs out by itself: the default is never a charge. */
async function giveBack(context: TokensContext, row: RunRow, nowOption: Date | undefined): Promise<void> {
  try {
    const now = await unitNow(context, nowOption);
    await releaseHold(context, row.account, row.key, now);
    const found = await context.store.find(runs, { account: row.account, key: row.key });
    if (found)
      await context.store.compareAndSet(
        runs,
        { ...found.row, status: 'released', charge: 0, settledAt: now ?? (await context.clock.now()) },
        found.version,
      );
  } catch (error) {
    context.logger.warn('A failed run could not be released; its hold runs out by itself.', {
      feature: row.feature,
      account: row.account,
      error,
    });
  }
}
