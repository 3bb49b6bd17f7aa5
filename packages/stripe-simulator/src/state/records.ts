/**
 * A record without a prototype. Its keys come from outside: under `__proto__` or `constructor` an ordinary object finds what every
 * object of the process shares, and a note that is written there changes them all.
 */
export function toRecord<T>(entries: Readonly<Record<string, T>> = {}): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  return Object.assign(record, entries);
}

/** The same for every record of a group: an account's tables, its notes. */
export function toRecords<Group extends object>(group: Group): Group {
  return Object.fromEntries(Object.entries(group).map(([name, record]) => [name, toRecord(record)])) as Group;
}

/** One account whose every record has no prototype. */
export function toAccount<Account extends { tables: object; notes: object; deleted: object; order: object }>(
  account: Account,
): Account {
  return {
    ...account,
    ...toRecords({ deleted: account.deleted, order: account.order }),
    tables: toRecords(account.tables),
    notes: toRecords(account.notes),
  };
}
