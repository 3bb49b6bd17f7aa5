import type { Customer } from './customer.js';
import type { DetailedBalance, Grant } from './outcomes.js';

/** One entry of the ledger as it was written: append-only, numbered 1, 2, 3 … within its account. */
export interface LedgerLine {
  readonly seq: number;
  readonly at: Date;
  /** What happened, in the ledger's own words (`spend`, `hold`, `capture`, `refill`, `expire`, …). */
  readonly kind: string;
  /** The key of the operation; a capture or a release bears the key of its hold. */
  readonly key: string;
  /** 0.. one per grant that the operation touched; -1.. the end of the hold `key`. */
  readonly part: number;
  /** Change in tokens owned. */
  readonly amount: number;
  /** Change in tokens held. */
  readonly held: number;
  /** Change in debt. */
  readonly debt: number;
  readonly availableAfter: number;
  /** The grant that it took from or gave to. Null = none: the account's debt, or a rule. */
  readonly grant: string | null;
  /** Holds: when it gives the tokens back by itself. */
  readonly until: Date | null;
  readonly feature: string | null;
  readonly member: string | null;
  /** The earlier operation or the charge that this one is about. */
  readonly of: string | null;
}
/** A line with what is known beside it; all null once the customer has been erased. */
export interface ExplainedLine extends LedgerLine {
  readonly reference: string | null;
  readonly metadata: { readonly [key: string]: unknown } | null;
  readonly actor: string | null;
  readonly reason: string | null;
}
export interface ExplainedGrant extends Grant {
  /** The business fact that it was granted for. */
  readonly key: string;
  readonly startsAt: Date;
  readonly reference: string | null;
  /** Net of refunds. */
  readonly spent: number;
  readonly held: number;
  readonly expired: number;
  readonly clawedBack: number;
  readonly paidDebt: number;
}
export interface ExplainedHold {
  readonly key: string;
  readonly held: number;
  readonly takenAt: Date;
  /** When it gives its tokens back by itself. */
  readonly expiresAt: Date;
  readonly feature: string | null;
  readonly member: string | null;
}
/** A plan's refills, as the account has them. */
export interface ExplainedSchedule {
  readonly slot: string;
  readonly plan: string;
  /** Tokens per refill; null = unlimited. */
  readonly tokens: number | null;
  readonly policy: 'reset' | 'add' | 'topUpTo';
  readonly from: Date;
  /** The end of what is paid; null = open. */
  readonly until: Date | null;
  /** When the last period's tokens end. */
  readonly keepUntil: Date | null;
}
/** Why a balance is what it is. */
export interface Explanation {
  readonly balance: DetailedBalance;
  readonly schedules: readonly ExplainedSchedule[];
  /** Each one that was ever granted, oldest first, with what became of it. */
  readonly grants: readonly ExplainedGrant[];
  /** Those that wait for their end. */
  readonly holds: readonly ExplainedHold[];
  /** Oldest first; those of the running period begin at `periodFrom`. */
  readonly entries: readonly ExplainedLine[];
  readonly periodFrom: number;
}

export interface LedgerViolation {
  /** The invariant that does not hold, by its name in the ledger's documentation: `I1` … `I12`, or `used`. */
  readonly invariant: string;
  readonly message: string;
}
export interface FaultyLedger {
  /** The ledger's number of the account. */
  readonly account: number;
  /** Whose it is. Null = erased, or of the other mode. */
  readonly customer: Customer | null;
  readonly violations: readonly LedgerViolation[];
}
export interface Verification {
  /** Every invariant holds. */
  readonly ok: boolean;
  /** Accounts and entries that were read. */
  readonly accounts: number;
  readonly entries: number;
  readonly violations: number;
  readonly faulty: readonly FaultyLedger[];
  /** The faulty account with the fewest entries, with all of them. Null = all invariants hold. */
  readonly smallest: (FaultyLedger & { readonly entries: readonly LedgerLine[] }) | null;
}
