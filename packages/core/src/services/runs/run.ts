import type { Customer } from '../../customer.js';
import type { AccountId } from '../../domain/ledger-rows.js';
import type { RunOutcome } from '../../outcomes.js';
import type { AnyUsage } from '../../run-definition.js';
import { newId } from '../../runtime/ids.js';
import { runs } from '../../storage/record-families.js';
import type { Run, RunOptions } from '../../token-options.js';
import { checkAmount, checkMetadata, checkText, unitNow } from '../engine/checked-options.js';
import { keepHold } from './keep-hold.js';
import { commitStep, gateDenial, shortDenial, tellCrossings } from '../tokens/ledger-call.js';
import { earlierRun } from './earlier-run.js';
import { balanceAfter, giveBack, settleOrKeep } from './end-run.js';
import type { RunRow, Settlement } from './settle-run.js';
import { denied, type TokensContext, toStep } from '../tokens/tokens.js';
import { costOf, paidFeature } from '../tokens/cost-of.js';

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
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
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

    const { value, settlement } = await heldWork(
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
    const { charged } = settlement;
    context.telemetry.count('farebox.tokens.charged', charged, { feature: feature.id });
    return {
      status: 'done',
      value,
      charged,
      balance: await balanceAfter(context, settlement.account ?? answer.account, options.now),
    };
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
): Promise<{ readonly value: T; readonly settlement: Settlement }> {
  const kept = keepHold(context, account, row.key, held.ttlSeconds, held.now);
  const aborting = new AbortController();
  const abort = (): void => aborting.abort(held.signal?.reason);
  held.signal?.addEventListener('abort', abort, { once: true });
  // It may have come while the hold was made.
  if (held.signal?.aborted) abort();
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
  const settlement = await settleOrKeep(
    context,
    { ...row, ...nullable(await about) },
    context.policies.overage === 'cap' ? Math.min(charge, row.held) : charge,
    held.now,
  );
  return { value, settlement };
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
