/** One period that an invoice has paid for. Instants are milliseconds, `until` exclusive. */
export interface PaidPeriod {
  readonly from: number;
  readonly until: number;
  readonly price: string;
  readonly invoice: string | null;
}
/** A renewal that Stripe could not collect. */
export interface Unpaid {
  readonly since: number;
  readonly amount: number | null;
  readonly nextAttempt: number | null;
}
