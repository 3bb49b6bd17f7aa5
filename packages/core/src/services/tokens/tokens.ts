import type { StandardSchema } from '../../catalog-types.js';
import type { Customer } from '../../customer.js';
import type { AccountId, Instant } from '../../domain/ledger-rows.js';
import { HoldExpiredError, HoldResolvedError } from '../../errors/ledger.js';
import type { Balance, Denial, HoldOutcome, SpendOutcome } from '../../outcomes.js';
import type {
  CaptureOptions,
  GrantOptions,
  HoldOptions,
  NowOption,
  RefundOptions,
  SpendOptions,
} from '../../token-options.js';
import { toBalance } from './balance.js';
import { checkAmount, checkKey, checkMetadata, checkText, unitNow } from '../engine/checked-options.js';
import type { EngineContext } from '../engine/context.js';
import { amountOf, commitStep, gateDenial, readAccount, shortDenial, tellCrossings } from './ledger-call.js';
import { refundable } from './refundable.js';
import { costOf, paidFeature } from './cost-of.js';

/** What a caller may say beside the usage: the untyped face of the options; types are the composition root's business. */
type Loose<O> = Omit<O, 'metadata'> & { readonly metadata?: unknown };
export interface TokensContext extends EngineContext {
  readonly metadataSchema: StandardSchema | undefined;
}

export async function balance(context: EngineContext, customer: Customer, options: NowOption = {}): Promise<Balance> {
  return context.telemetry.span('farebox.tokens.balance', {}, async () => {
    const account = await context.accounts.open(customer);
    return balanceOfAccount(context, account, await unitNow(context, options.now));
  });
}
/**
 * Also the balance of every outcome, one round trip after its commit: the commit answers the account's row, and with it all
 * figures, but not the grants behind them - a fast store decides a spend without reading any, which is what makes it fast.
 */
export async function balanceOfAccount(
  context: EngineContext,
  account: AccountId,
  now: Instant | undefined,
): Promise<Balance> {
  const state = await readAccount(context, account, now);
  return toBalance(state, state.now);
}

/** Charges at once. A decline is not final: the same key may be sent again after a top-up. */
export async function spend(
  context: TokensContext,
  customer: Customer,
  featureId: string,
  options: Loose<SpendOptions> & object,
): Promise<SpendOutcome> {
  return context.telemetry.span('farebox.tokens.spend', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options);
    const step = await toStep(context, feature.id, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
    if (gate) return denied(context, gate);
    const answer = await commitStep(context, account, { ...step, command: { do: 'spend', amount: cost } }, now);
    if (answer.status === 'short')
      return denied(context, await shortDenial(context, account, feature, cost, answer.why, now));
    if (answer.status === 'guardLost') throw new Error('A unit without writes lost a guard.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    const charged = amountOf(answer);
    context.telemetry.count('farebox.tokens.charged', answer.status === 'ok' ? charged : 0, { feature: feature.id });
    return {
      status: 'done',
      charged,
      balance: await balanceOfAccount(context, account, now),
      replayed: answer.status === 'replay',
    };
  });
}

/** Sets tokens aside. What is neither captured nor released comes back by itself. */
export async function hold(
  context: TokensContext,
  customer: Customer,
  featureId: string,
  options: Loose<HoldOptions> & object,
): Promise<HoldOutcome> {
  return context.telemetry.span('farebox.tokens.hold', { feature: featureId }, async () => {
    const feature = paidFeature(context.catalog, featureId);
    const cost = costOf(feature, options);
    const step = await toStep(context, feature.id, options);
    const ttlSeconds = checkAmount(options.holdSeconds ?? context.policies.holdSeconds, '`holdSeconds`');
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const gate = await gateDenial(context, account, feature, cost, step.key, now);
    if (gate) return denied(context, gate);
    const answer = await commitStep(
      context,
      account,
      { ...step, command: { do: 'hold', amount: cost, ttlSeconds } },
      now,
    );
    if (answer.status === 'short')
      return denied(context, await shortDenial(context, account, feature, cost, answer.why, now));
    if (answer.status === 'guardLost') throw new Error('A unit without writes lost a guard.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    const done = answer.status === 'ok' ? answer.done : answer.replay.first;
    return {
      status: 'held',
      held: done.amount,
      expiresAt: done.until === undefined ? null : new Date(done.until),
      balance: await balanceOfAccount(context, account, now),
      replayed: answer.status === 'replay',
    };
  });
}

export async function capture(
  context: TokensContext,
  customer: Customer,
  key: string,
  options: Loose<CaptureOptions> & { readonly amount?: number | undefined } = {},
): Promise<{ readonly charged: number; readonly uncharged: number; readonly balance: Balance }> {
  return context.telemetry.span('farebox.tokens.capture', {}, async () => {
    const holdKey = checkKey(key);
    const metadata = await checkMetadata(context.metadataSchema, options.metadata);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const amount =
      options.amount === undefined
        ? await heldAmount(context, account, holdKey, now)
        : checkAmount(options.amount, '`amount`');
    const step = {
      key: holdKey,
      command: { do: 'capture', hold: holdKey, amount, overage: options.overage ?? context.policies.overage } as const,
      reference: checkText(options.reference, '`reference`'),
      metadata,
    };
    const answer = await commitStep(context, account, step, now);
    if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('A capture was declined.');
    if (answer.status === 'ok') tellCrossings(context, customer, answer.done);
    const done = answer.status === 'ok' ? answer.done : answer.replay.first;
    return {
      charged: done.amount,
      uncharged: done.uncharged ?? 0,
      balance: await balanceOfAccount(context, account, now),
    };
  });
}
/** What the hold set aside. An unknown key answers 1: the capture itself says that there is no such hold. */
async function heldAmount(
  context: EngineContext,
  account: AccountId,
  key: string,
  now: Instant | undefined,
): Promise<number> {
  const { slice } = await context.store.read(account, { keys: [key], references: [] }, now);
  return (
    slice.entries
      .filter((entry) => entry.key === key && entry.kind === 'hold')
      .reduce((sum, entry) => sum + entry.held, 0) || 1
  );
}

export async function release(
  context: EngineContext,
  customer: Customer,
  key: string,
  options: NowOption = {},
): Promise<{ readonly balance: Balance }> {
  return context.telemetry.span('farebox.tokens.release', {}, async () => {
    const hold = checkKey(key);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    await releaseHold(context, account, hold, now);
    return { balance: await balanceOfAccount(context, account, now) };
  });
}
/** A hold that was released before or has run out is what the caller wanted: no error. */
export async function releaseHold(
  context: EngineContext,
  account: AccountId,
  hold: string,
  now: Instant | undefined,
): Promise<void> {
  try {
    await commitStep(context, account, { key: hold, command: { do: 'release', hold } }, now);
  } catch (error) {
    if (
      HoldExpiredError.isInstance(error) ||
      (HoldResolvedError.isInstance(error) && error.details['as'] !== 'captured')
    )
      return;
    throw error;
  }
}

export async function extend(
  context: EngineContext,
  customer: Customer,
  key: string,
  seconds: number,
  options: NowOption = {},
): Promise<{ readonly expiresAt: Date }> {
  return context.telemetry.span('farebox.tokens.extend', {}, async () => {
    const hold = checkKey(key);
    const account = await context.accounts.open(customer);
    return { expiresAt: await extendHold(context, account, hold, seconds, await unitNow(context, options.now)) };
  });
}
export async function extendHold(
  context: EngineContext,
  account: AccountId,
  hold: string,
  seconds: number,
  now: Instant | undefined,
): Promise<Date> {
  const ttlSeconds = checkAmount(seconds, '`seconds`');
  const answer = await commitStep(context, account, { key: hold, command: { do: 'extend', hold, ttlSeconds } }, now);
  if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('An extension was declined.');
  const done = answer.status === 'ok' ? answer.done : answer.replay.first;
  return new Date(done.until ?? answer.now + ttlSeconds * 1000);
}

export async function grant(
  context: TokensContext,
  customer: Customer,
  options: Loose<GrantOptions>,
): Promise<{ readonly granted: number; readonly replayed: boolean; readonly balance: Balance }> {
  return context.telemetry.span('farebox.tokens.grant', {}, async () => {
    const amount = checkAmount(options.amount, '`amount`');
    const step = await toStep(context, undefined, options);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const command = {
      do: 'grant',
      amount,
      category: options.source ?? 'promo',
      expiresAt: options.expiresAt?.getTime(),
      reference: step.reference,
    } as const;
    const answer = await commitStep(
      context,
      account,
      { ...step, command, actor: checkText(options.actor, '`actor`') },
      now,
    );
    if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('A grant was declined.');
    return {
      granted: amountOf(answer),
      replayed: answer.status === 'replay',
      balance: await balanceOfAccount(context, account, now),
    };
  });
}

export async function refund(
  context: EngineContext,
  customer: Customer,
  options: RefundOptions,
): Promise<{ readonly refunded: number; readonly replayed: boolean; readonly balance: Balance }> {
  return context.telemetry.span('farebox.tokens.refund', {}, async () => {
    const key = checkKey(options.key);
    const of = checkKey(options.of);
    const account = await context.accounts.open(customer);
    const now = await unitNow(context, options.now);
    const wanted = options.amount === undefined ? undefined : checkAmount(options.amount, '`amount`');
    const charge = await refundable(context, account, of, key, wanted, now);
    const goodwillUntil = options.goodwillUntil === null ? null : options.goodwillUntil?.getTime();
    const answer = await commitStep(
      context,
      account,
      { key, command: { do: 'refund', ...charge, goodwillUntil }, actor: checkText(options.actor, '`actor`') },
      now,
    );
    if (answer.status !== 'ok' && answer.status !== 'replay') throw new Error('A refund was declined.');
    return {
      refunded: amountOf(answer),
      replayed: answer.status === 'replay',
      balance: await balanceOfAccount(context, account, now),
    };
  });
}

/** The parts of a step that every operation under a caller's own key shares. */
export async function toStep(
  context: TokensContext,
  feature: string | undefined,
  options: {
    readonly key: string;
    readonly reference?: string | undefined;
    readonly metadata?: unknown;
    readonly member?: string | undefined;
  },
) {
  return {
    key: checkKey(options.key),
    feature,
    member: checkText(options.member, '`member`'),
    reference: checkText(options.reference, '`reference`'),
    metadata: await checkMetadata(context.metadataSchema, options.metadata),
  };
}
export function denied(context: EngineContext, denial: Denial): { readonly status: 'denied'; readonly denial: Denial } {
  context.telemetry.count('farebox.tokens.denied', 1, { feature: denial.feature, reason: denial.reason });
  return { status: 'denied', denial };
}
