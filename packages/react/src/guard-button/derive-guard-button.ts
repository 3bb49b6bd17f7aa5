import type { PlanWire, QuoteAnswerWire } from '@farebox/core/contract';
import { createFormat, type Format } from '../format/format.js';
import type { DeriveContext } from '../messages/derive-context.js';

/** What a run costs, as it stands beside its button. */
export interface CostModel {
  readonly state: 'loading' | 'free' | 'exact' | 'range' | 'unaffordable' | 'unknown';
  readonly label: string;
  readonly figure: string;
  readonly unit: string;
}

export function deriveCost(quote: QuoteAnswerWire | undefined, context: DeriveContext): CostModel {
  const f = createFormat(context);
  const m = context.messages;
  if (quote === undefined) return { state: 'loading', label: m.costLoading, figure: '', unit: '' };
  if (!quote.allowed)
    return {
      state: 'unaffordable',
      label: m.costLabel,
      figure: f.tokens(quote.required),
      unit: m.costUnit({ count: quote.required }, f),
    };
  if (quote.maximum === 0) return { state: 'free', label: m.costLabel, figure: m.costFree, unit: '' };
  if (quote.maximum > quote.cost) {
    return {
      state: 'range',
      label: m.costLabel,
      figure: m.costRange({ from: quote.cost, to: quote.maximum }, f),
      unit: m.costUnit({ count: quote.maximum }, f),
    };
  }
  return {
    state: 'exact',
    label: m.costLabel,
    figure: f.tokens(quote.cost),
    unit: m.costUnit({ count: quote.cost }, f),
  };
}

/** A cost that only its input decides. */
export function unknownCost(context: DeriveContext): CostModel {
  return { state: 'unknown', label: context.messages.costLabel, figure: context.messages.costUnknown, unit: '' };
}

/** Where the guard stands, as its button needs to know. */
export type GuardPhase = 'idle' | 'quoting' | 'confirming' | 'running';

export interface GuardButtonInput {
  readonly label: string;
  /** Undefined = not known yet: the button works, the server decides. */
  readonly quote: QuoteAnswerWire | undefined;
  readonly phase: GuardPhase;
  readonly canSpend?: boolean | undefined;
  readonly plan?: Pick<PlanWire, 'name'> | undefined;
  /** Show the cost also when the host says it elsewhere? Default yes. */
  readonly showCost?: boolean | undefined;
  /** Keep the button working when the run would be denied, so that the click opens the prompt. Default yes. */
  readonly askAnyway?: boolean | undefined;
}

export interface GuardButtonModel {
  readonly state: 'idle' | 'busy' | 'blocked';
  readonly label: string;
  readonly cost: CostModel | null;
  /** Why it is blocked, or what the click will explain; a sentence beside the button. */
  readonly reason?: string | undefined;
}

export function deriveGuardButton(input: GuardButtonInput, context: DeriveContext): GuardButtonModel {
  const f = createFormat(context);
  const m = context.messages;
  const cost = input.showCost === false ? null : deriveCost(input.quote, context);
  // The label stays: where the run stands is told by RunStatus, and a button that changes its words jumps.
  if (input.phase !== 'idle') return { state: 'busy', label: input.label, cost };
  if (input.canSpend === false) return { state: 'blocked', label: input.label, cost, reason: m.guardCannotSpend };
  const quote = input.quote;
  if (quote === undefined || quote.allowed) return { state: 'idle', label: input.label, cost };
  return {
    state: input.askAnyway === false ? 'blocked' : 'idle',
    label: input.label,
    cost,
    reason: denied(quote, input.plan?.name, context, f),
  };
}

function denied(
  denial: Extract<QuoteAnswerWire, { allowed: false }>,
  plan: string | undefined,
  context: DeriveContext,
  f: Format,
): string {
  const m = context.messages;
  switch (denial.reason) {
    case 'no_tokens':
    case 'not_enough_tokens':
      return m.guardNeeds({ required: denial.required, left: denial.remaining }, f);
    case 'not_in_plan':
      return m.guardNotInPlan({ plan: plan ?? m.planYours });
    case 'past_due':
      return m.guardPastDue;
    case 'paused':
      return m.guardPaused;
    case 'member_cap':
      return m.guardMemberCap;
  }
}
