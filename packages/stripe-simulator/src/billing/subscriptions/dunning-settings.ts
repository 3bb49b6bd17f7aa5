/** The account's settings for failed renewals, as the Dashboard has them. */
export interface DunningSettings {
  /** Days from one failed attempt to the next try; after the last one the account gives up. */
  retryAfterDays: readonly number[];
  /** What becomes of the subscription then. */
  finally: 'cancel' | 'unpaid' | 'past_due';
}
