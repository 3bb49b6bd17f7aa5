import type { AccountWire, BalanceWire } from '@farebox/core/contract';

/** Snapshots are ordered by (revision, asOf): an older one never overwrites a newer one. Another customer's replaces all. */
export function newer(held: AccountWire | undefined, arrived: AccountWire): AccountWire {
  if (!held || held.customer !== arrived.customer) return arrived;
  if (arrived.revision !== held.revision) return arrived.revision > held.revision ? arrived : held;
  return Date.parse(arrived.asOf) >= Date.parse(held.asOf) ? arrived : held;
}

/** A run's answer brings the balance alone: shown at once when it is newer; the rest follows with the next snapshot. */
export function withBalance(held: AccountWire | undefined, balance: BalanceWire): AccountWire | undefined {
  if (
    !held ||
    balance.revision < held.revision ||
    (balance.revision === held.revision && Date.parse(balance.asOf) < Date.parse(held.asOf))
  )
    return held;
  return { ...held, revision: balance.revision, asOf: balance.asOf, balance: { ...held.balance, ...balance } };
}
