import type { BalanceWire, QuoteWire } from '@farebox/core/contract';
import type { Tone } from '../elements/tone.js';
import type { StripInput } from '../fare-strip/geometry.js';
import type { Texture } from '../fare-strip/strip-key.js';
import { createFormat } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';
import { ownedTokens } from '../token-meter/derive-token-meter.js';

export interface ConfirmInput {
  readonly quote: QuoteWire;
  readonly featureName: string;
  /** For the whole strip and what other runs hold; the dialog works without it. */
  readonly balance?: BalanceWire | undefined;
  /** Tokens of the next refill. */
  readonly refillTokens?: number | null | undefined;
  /** The cost that was shown before, when it has changed since. */
  readonly previousCost?: number | undefined;
  /** Why it changed: "Your file has 412 orders, more than the preview assumed." */
  readonly changeDetail?: string | undefined;
  /** Offer not to be asked again below this. */
  readonly dontAskBelow?: number | undefined;
  readonly phase?: 'asking' | 'starting' | undefined;
  /** A sentence: the start failed. */
  readonly failure?: string | undefined;
}

export interface ConfirmFact {
  readonly part: 'cost' | 'elsewhere' | 'balance' | 'after';
  readonly label: string;
  readonly value: string;
  /** The texture of the strip that this row is about. */
  readonly texture: Texture | null;
  /** The value before it changed, struck through. */
  readonly was?: { readonly label: string; readonly value: string } | undefined;
}

export interface ConfirmModel {
  readonly state: 'exact' | 'range' | 'most' | 'changed' | 'unlimited';
  readonly phase: 'asking' | 'starting';
  /** `alertdialog` only when the run takes the last token. */
  readonly role: 'dialog' | 'alertdialog';
  readonly title: string;
  readonly tone?: Tone | undefined;
  readonly strip: StripInput | null;
  readonly facts: readonly ConfirmFact[];
  readonly callout: {
    readonly tone?: Tone | undefined;
    readonly icon: 'warn' | 'info';
    readonly text: string;
    readonly before: boolean;
  } | null;
  readonly small: string | null;
  readonly failure: string | null;
  readonly dontAsk: string | null;
  readonly cancelLabel: string;
  readonly confirmLabel: string;
  /** Where the focus starts: on Cancel when the run takes more than half. */
  readonly focus: 'cancel' | 'confirm';
}

export function deriveConfirm(input: ConfirmInput, context: DeriveContext): ConfirmModel {
  const { quote, balance } = input;
  const m = context.messages;
  const f = createFormat(context);
  const isRange = quote.maximum > quote.cost;
  const hold = Math.max(quote.maximum, quote.cost);
  const left = quote.remaining;
  const share = left === null || left === 0 ? 0 : hold / left;
  const takesMost = share > 0.5;
  const changed = input.previousCost !== undefined && input.previousCost !== quote.cost;
  const tone: Tone | undefined = takesMost ? 'warning' : undefined;
  const tokens = (count: number): string => m.tokens({ count }, f);
  const cost = isRange ? m.tokenRange({ from: quote.cost, to: hold }, f) : tokens(hold);
  const resetDate = balance?.resetDate ?? null;
  const refillTokens = input.refillTokens ?? balance?.monthlyTokens ?? 0;
  const refill = resetDate === null || refillTokens <= 0 ? null : { tokens: refillTokens, at: new Date(resetDate) };
  const elsewhere = balance?.heldTokens ?? 0;
  const starting = input.phase === 'starting';
  return {
    state: left === null ? 'unlimited' : changed ? 'changed' : takesMost ? 'most' : isRange ? 'range' : 'exact',
    phase: input.phase ?? 'asking',
    role: left !== null && hold >= left ? 'alertdialog' : 'dialog',
    title: changed ? m.confirmChangedTitle({ cost: hold }, f) : m.confirmTitle({ feature: input.featureName }),
    tone,
    strip: left === null ? null : stripOf(left, hold, balance),
    facts: [
      {
        part: 'cost',
        label: m.confirmCost,
        value: cost,
        texture: left === null ? null : 'held',
        was:
          changed && input.previousCost !== undefined
            ? { label: m.confirmBefore, value: f.tokens(input.previousCost) }
            : undefined,
      },
      ...(left !== null && elsewhere > 0
        ? [
            {
              part: 'elsewhere',
              label: m.confirmElsewhere,
              value: tokens(elsewhere),
              texture: 'heldElsewhere',
            } as const,
          ]
        : []),
      {
        part: 'balance',
        label: m.confirmBalance,
        value: left === null ? m.confirmUnlimited : tokens(left),
        texture: null,
      },
      ...(left === null
        ? []
        : [
            {
              part: 'after',
              label: m.confirmAfter,
              value: isRange ? m.tokenRange({ from: left - hold, to: left - quote.cost }, f) : tokens(left - hold),
              texture: 'left',
            } as const,
          ]),
    ],
    callout: changed
      ? { icon: 'info', text: m.confirmChanged({ detail: input.changeDetail ?? null }), before: true }
      : takesMost
        ? { tone, icon: 'warn', text: m.confirmMost({ share, refill }, f), before: false }
        : null,
    small: isRange ? m.confirmRange({ hold }, f) : changed || takesMost ? null : m.confirmExact,
    failure: input.failure ?? null,
    dontAsk: input.dontAskBelow === undefined ? null : m.confirmDontAsk({ below: input.dontAskBelow }, f),
    cancelLabel: m.cancel,
    confirmLabel: starting
      ? m.confirmBusy
      : isRange
        ? m.confirmRunUpTo({ cost: hold }, f)
        : m.confirmRun({ cost: hold }, f),
    focus: takesMost ? 'cancel' : 'confirm',
  };
}

/** The strip without what other runs hold: "Balance now" is what may be spent, and the drawing says the same. */
function stripOf(left: number, hold: number, balance: BalanceWire | undefined): StripInput {
  const others = balance?.heldTokens ?? 0;
  const limit = Math.max(balance === undefined ? left : ownedTokens(balance), left + others);
  return { left: left + others, limit, held: hold, heldElsewhere: others };
}
