import type { OpenGrants } from '../domain/checkpoint.js';
import type {
  AccountPolicy,
  EntryKind,
  GrantCategory,
  RefillInterval,
  RefillPolicy,
  Rollover,
} from '../domain/ledger-rows.js';
import { boolean, defineFamily, instant, integer, json, nullable, text } from './family.js';

/**
 * The ledger's own tables as data, so that a store makes, reads and lists them like any family. They are written only
 * through `save` (or a store's own `commit`) and `archive`, never by `insertIfAbsent` or `compareAndSet` - but for the
 * details, which erasing blanks by `compareAndSet`.
 */
export const accounts = defineFamily('accounts', {
  columns: {
    account: integer(),
    revision: integer(),
    seq: integer(),
    available: integer(),
    held: integer(),
    debt: integer(),
    unlimited: boolean(),
    monthly: integer(),
    additional: integer(),
    mainSlot: nullable(text()),
    periodStart: nullable(instant()),
    resetAt: nullable(instant()),
    settleAt: nullable(instant()),
    sweptAt: nullable(instant()),
    fastLeft: integer(),
    head: nullable(integer()),
    policy: json<AccountPolicy>(),
  },
  key: ['account'],
  due: 'settleAt',
});
export const schedules = defineFamily('schedules', {
  columns: {
    account: integer(),
    slot: text(),
    plan: text(),
    amount: nullable(integer()),
    every: nullable(json<RefillInterval>()),
    anchor: instant(),
    from: instant(),
    until: nullable(instant()),
    keepUntil: nullable(instant()),
    policy: text<RefillPolicy>(),
    rollover: nullable(json<Rollover>()),
    nextK: integer(),
    peak: integer(),
    lastFrom: nullable(instant()),
    lastK: integer(),
  },
  key: ['account', 'slot'],
});
export const grants = defineFamily('grants', {
  columns: {
    account: integer(),
    id: integer(),
    key: text(),
    category: text<GrantCategory>(),
    priority: integer(),
    startsAt: instant(),
    expiresAt: nullable(instant()),
    amount: integer(),
    remaining: integer(),
    slot: nullable(text()),
    reference: nullable(text()),
  },
  key: ['account', 'id'],
  unique: [['account', 'key']],
  indexes: [['account', 'reference']],
  order: 'id',
});
const entryColumns = {
  account: integer(),
  seq: integer(),
  at: instant(),
  kind: text<EntryKind>(),
  key: text(),
  part: integer(),
  hash: text(),
  amount: integer(),
  held: integer(),
  debt: integer(),
  availableAfter: integer(),
  grant: nullable(integer()),
  until: nullable(instant()),
  feature: nullable(text()),
  member: nullable(text()),
  of: nullable(text()),
};
export const entries = defineFamily('entries', {
  columns: entryColumns,
  key: ['account', 'seq'],
  unique: [['account', 'key', 'part']],
  indexes: [
    ['account', 'of'],
    ['account', 'feature'],
    ['account', 'member'],
  ],
  order: 'seq',
});
const detailColumns = {
  account: integer(),
  seq: integer(),
  reference: nullable(text()),
  metadata: nullable(json<{ readonly [key: string]: unknown }>()),
  actor: nullable(text()),
  reason: nullable(text()),
};
export const entryDetails = defineFamily('entry_details', {
  columns: detailColumns,
  key: ['account', 'seq'],
  indexes: [['account', 'reference']],
  order: 'seq',
});
/** Where an account's history stops being in `entries` and `entry_details`. At most one row an account; it only moves on. */
export const checkpoints = defineFamily('checkpoints', {
  columns: {
    account: integer(),
    seq: integer(),
    at: instant(),
    available: integer(),
    debt: integer(),
    open: json<OpenGrants>(),
  },
  key: ['account'],
});
/** Entries up to the checkpoint, whole: keys answer their replays and conflicts from here for ever. Fewer ways to look them up. */
export const archivedEntries = defineFamily('archived_entries', {
  columns: entryColumns,
  key: ['account', 'seq'],
  unique: [['account', 'key', 'part']],
  indexes: [['account', 'of']],
  order: 'seq',
});
export const archivedEntryDetails = defineFamily('archived_entry_details', {
  columns: detailColumns,
  key: ['account', 'seq'],
  indexes: [['account', 'reference']],
  order: 'seq',
});
export const ledgerFamilies = [
  accounts,
  schedules,
  grants,
  entries,
  entryDetails,
  checkpoints,
  archivedEntries,
  archivedEntryDetails,
] as const;
