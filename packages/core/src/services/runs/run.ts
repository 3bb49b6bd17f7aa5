import type { Customer } from '../../customer.js';
import type { RunOutcome } from '../../outcomes.js';
import type { AnyUsage } from '../../run-definition.js';
import { toStorableText } from '../../domain/storable-text.js';
import { newId } from '../../runtime/ids.js';
import type { Run, RunOptions } from '../../token-options.js';
import { checkAmount, checkMetadata, checkText, unitNow } from '../engine/checked-options.js';
import { toBalance } from '../tokens/balance.js';
import { commitStep } from '../tokens/commit-step.js';
import { costOf, paidFeature } from '../tokens/cost-of.js';
import { gateDenial, shortDenial } from '../tokens/denials.js';
import { tellCrossings } from '../tokens/tell-crossings.js';
import { toStep } from '../tokens/to-step.js';
import type { Loose, TokensContext } from '../tokens/tokens-context.js';
import { earlierRun } from './earlier-run.js';
import { balanceAfter, giveBack, type HeldRun, settleOrKeep } from './end-run.js';
import { keepHold } from './keep-hold.js';
import type { Settlement } from './settle-run.js';

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
  options: Loose<RunOptions<AnyUsage>>,
  work: (run: Run<AnyUsage, never>) => Promise<T> | T,
): Promise<RunOutcome<T>> {
  return context.telemetry.span('farebox.tokens.run', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options.estimate);
    // Not a number confirms nothing.
    if (options.costAtMost !== undefined && !(cost <= options.costAtMost)) return { status: 'cost_changed', cost };
    const step = await toStep(context, feature.id, options);
    const ttlSeconds = checkAmount(options.holdSeconds ?? context.policies.holdSeconds, '`holdSeconds`');
    options.signal?.throwIfAborted();
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
    if (gate) return gate;

    const command = { do: 'hold', amount: cost, ttlSeconds } as const;
    const answer = await commitStep(context, account, { ...step, command }, now);
    if (answer.status === 'short') return shortDenial(context, account, feature, cost, answer, now);
    if (answer.replayed) return earlierRun(context, account, step.key, options.now);
    tellCrossings(context, customer, answer.done);
    const held: HeldRun = {
      account,
      key: step.key,
      feature: feature.id,
      member: step.member ?? null,
      reference: step.reference ?? null,
      metadata: step.metadata ?? null,
      held: cost,
      startedAt: answer.done.at,
    };

    const { ended, settlement } = await heldWork(
      context,
      held,
      { ttlSeconds, now: options.now, signal: options.signal, costOf: (usage) => costOf(feature, usage) },
      work,
    );
    const { charged, balance } = settlement;
    context.telemetry.count('farebox.tokens.charged', charged, { feature: feature.id });
    const after = {
      charged,
      balance: balance ?? (await balanceAfter(context, held, toBalance(answer.account, answer.now), options.now)),
    };
    return ended === 'aborted' ? { status: 'aborted', ...after } : { status: 'done', value: ended.value, ...after };
  });
}

interface WorkOptions {
  readonly ttlSeconds: number;
  readonly now: Date | undefined;
  readonly signal: AbortSignal | undefined;
  readonly costOf: (usage: AnyUsage) => number;
}
/** Calls the work once while its tokens are held, and settles whatever becomes of it. */
async function heldWork<T>(
  context: TokensContext,
  held: HeldRun,
  options: WorkOptions,
  work: (run: Run<AnyUsage, never>) => Promise<T> | T,
): Promise<{ readonly ended: { readonly value: T } | 'aborted'; readonly settlement: Settlement }> {
  const { signal, now } = options;
  const kept = keepHold(context, held.account, held.key, options.ttlSeconds, now);
  const aborting = new AbortController();
  const abort = (): void => aborting.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  // It may have come while the hold was made.
  if (signal?.aborted) abort();
  let id: string | undefined;
  let charge = held.held;
  // Something of it was produced and told, or has left the house: from here on a caller who goes does not go for nothing.
  let isOwed = false;
  let isHandedOut = false;
  let about: Promise<About> = Promise.resolve({});
  const charged = async (): Promise<Settlement> =>
    settleOrKeep(
      context,
      { ...held, ...given(await about) },
      context.policies.overage === 'cap' ? Math.min(charge, held.held) : charge,
      now,
    );
  let value: T;
  try {
    value = await work({
      // Few works ask, and chance is dear.
      get id() {
        return (id ??= newId('run'));
      },
      key: held.key,
      held: held.held,
      signal: aborting.signal,
      report: (usage) => {
        charge = options.costOf(usage);
        isOwed = true;
      },
      handedOut: () => {
        isOwed = true;
        isHandedOut = true;
      },
      describe: ({ reference, metadata }) => {
        const before = about;
        about = described(context, before, reference, metadata).catch((error: unknown) => {
          if (!isHandedOut) throw error;
          // What was read cannot be taken back, so a wrong description costs the description and not the charge.
          context.logger.error('A description of a run was refused; the run is charged without it.', {
            feature: held.feature,
            error,
          });
          return before;
        });
        // Awaited when the work is done; until then a refusal must not look unhandled.
        about.catch(() => undefined);
      },
      progress: () => undefined,
      extend: (seconds) => kept.extend(seconds),
    });
    await about;
  } catch (error) {
    await kept.stop();
    const hasLeft = signal?.aborted ?? false;
    if (hasLeft) context.telemetry.count('farebox.runs.left', 1, { feature: held.feature, owed: isOwed });
    if (hasLeft && isOwed) {
      about = about.catch(() => ({}));
      return { ended: 'aborted', settlement: await charged() };
    }
    await giveBack(context, held, now);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  await kept.stop();
  return { ended: { value }, settlement: await charged() };
}

async function described(
  context: TokensContext,
  before: Promise<About>,
  reference: string | undefined,
  metadata: unknown,
): Promise<About> {
  const about = {
    // Often made of what a user typed: mended, never a reason to give the work away.
    reference: checkText(reference === undefined ? undefined : toStorableText(reference), '`reference`'),
    metadata: await checkMetadata(context.metadataSchema, metadata, true),
  };
  const known = await before;
  return { reference: about.reference ?? known.reference, metadata: about.metadata ?? known.metadata };
}
/** What the work said of itself; the rest stays as the call said it. */
const given = ({ reference, metadata }: About): Partial<HeldRun> => ({
  ...(reference === undefined ? {} : { reference }),
  ...(metadata === undefined ? {} : { metadata }),
});
