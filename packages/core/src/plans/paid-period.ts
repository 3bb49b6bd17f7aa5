/** One period that an invoice bills for the item that sells the plan. Instants are milliseconds, `until` exclusive. */
export interface BilledPeriod {
  readonly from: number;
  /** End of what is billed; of what is only due, no later than the day by which it has to be paid. */
  readonly until: number;
  readonly price: string;
  readonly invoice: string | null;
  /** Billed by an invoice that was sent and is not paid yet. */
  readonly isDue: boolean;
}
/** A renewal that Stripe could not collect. */
export interface Unpaid {
  readonly since: number;
  readonly amount: number | null;
  readonly nextAttempt: number | null;
}
