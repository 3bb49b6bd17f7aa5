export type BillingInterval = 'month' | 'year';
/** The plan that follows by itself. */
export interface NextPlan {
  readonly plan: string;
  readonly interval: BillingInterval;
  readonly at: number;
}
/** The refill schedule that the last applied unit wrote for a subscription: what a new reading is compared with. */
export interface WrittenSchedule {
  readonly plan: string;
  readonly interval: BillingInterval;
  /** Free time before the first payment. */
  readonly isTrial?: boolean | undefined;
  readonly from: number;
  readonly until: number;
  readonly keepUntil: number;
  /** From where refills are counted that go on over several payments; absent = each period by itself. */
  readonly anchor?: number | undefined;
  /** Billed by an invoice that was sent and is not paid yet; `until` is then when it has to be. */
  readonly isDue?: boolean | undefined;
  /** Another plan that follows at the next renewal. It is told and not acted on. */
  readonly next?: NextPlan | undefined;
  /** What the next renewal costs as Stripe previews it; null = not known. Absent = the price, as often as there are units of it. */
  readonly renewal?: number | null | undefined;
}
