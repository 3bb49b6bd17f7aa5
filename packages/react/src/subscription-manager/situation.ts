import type { BalanceWire, FeatureWire, MoneyWire, PlanWire } from '@farebox/core/contract';

export interface CardFacts {
  readonly brand: string;
  readonly last4: string;
  /** The last day of its month of expiry. */
  readonly expiresAt: Date;
}

export interface NextPlan {
  readonly planName: string;
  readonly at: Date;
  /** Per month; null = unlimited. */
  readonly tokens: number | null;
}

/** What every situation but loading and failing knows. */
export interface SituationFacts {
  readonly planName: string;
  /** Before tax, per interval. */
  readonly price: MoneyWire | null;
  readonly interval: 'month' | 'year' | null;
  /** For "$0"; null while no price says which. */
  readonly currency: string | null;
  readonly balance: BalanceWire;
  /** Tokens of the plan per month; null = unlimited, undefined = the catalogue is not here yet. */
  readonly planTokens: number | null | undefined;
  /** How often they come; absent = every month. */
  readonly refillEvery?: PlanWire['refillEvery'];
  readonly lowBalance: readonly number[];
  readonly features: readonly FeatureWire[];
  readonly canManage: boolean;
  readonly canSpend: boolean;
  readonly billingContact: string | null;
  readonly hasPortal: boolean;
  /** Tokens can be bought without a plan. */
  readonly canTopUp: boolean;
  readonly isOffline: boolean;
}

/** Every situation a person can be in with one subscription, and what is particular to it. */
export type Situation =
  | { readonly situation: 'none' }
  | { readonly situation: 'free' }
  | {
      readonly situation: 'trialing';
      readonly endsAt: Date;
      readonly card: CardFacts | null;
      readonly nextPlanName: string;
      readonly boughtTokens: number;
    }
  | { readonly situation: 'active'; readonly renewsAt: Date | null }
  | { readonly situation: 'card_expiring'; readonly renewsAt: Date; readonly card: CardFacts }
  | {
      readonly situation: 'cancels';
      readonly at: Date;
      readonly canceledAt: Date | null;
      readonly next: NextPlan | null;
    }
  | { readonly situation: 'plan_changes'; readonly next: NextPlan }
  | { readonly situation: 'price_changes'; readonly at: Date; readonly to: MoneyWire }
  | {
      readonly situation: 'past_due';
      readonly since: Date;
      readonly amount: MoneyWire | null;
      readonly retryAt: Date | null;
      readonly graceUntil: Date;
      readonly card: CardFacts | null;
    }
  | {
      readonly situation: 'past_due_final';
      readonly since: Date;
      readonly amount: MoneyWire | null;
      readonly lastAttemptAt: Date;
    }
  | { readonly situation: 'unpaid'; readonly since: Date | null; readonly amount: MoneyWire | null }
  | { readonly situation: 'incomplete'; readonly amount: MoneyWire | null }
  | { readonly situation: 'incomplete_expired' }
  | { readonly situation: 'paused'; readonly until: Date | null }
  | { readonly situation: 'pauses'; readonly at: Date }
  | { readonly situation: 'ended'; readonly endedPlanName: string; readonly at: Date }
  | { readonly situation: 'invoice_open'; readonly amount: MoneyWire; readonly dueAt: Date }
  | { readonly situation: 'enterprise'; readonly contact: string | null }
  | { readonly situation: 'lifetime' }
  | { readonly situation: 'awaiting_payment' };

/** A switch over `situation` without one of them does not compile: no state can end as an empty badge. */
export type SubscriptionSituation =
  | { readonly situation: 'loading' }
  | {
      readonly situation: 'error';
      readonly lastKnown: { readonly planName: string; readonly balance: BalanceWire } | null;
    }
  | (SituationFacts & Situation);

/** A situation with its facts known. */
export type KnownSubscription = Extract<SubscriptionSituation, SituationFacts>;
