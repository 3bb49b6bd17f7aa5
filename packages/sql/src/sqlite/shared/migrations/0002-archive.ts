import type { Migration } from '../../../schema/migration.js';

/** Frozen. Only adds: version 1 goes on beside it until something is archived, which raises `oldest_reader`. */
export const archive: Migration = {
  version: 2,
  oldestReader: 1,
  statements: [
    `create table {p}checkpoints (
  "account" integer not null,
  "seq" integer not null,
  "at" integer not null,
  "available" integer not null,
  "debt" integer not null,
  "open" text not null,
  primary key ("account")
) strict, without rowid`,
    `create table {p}archived_entries (
  "account" integer not null,
  "seq" integer not null,
  "at" integer not null,
  "kind" text not null,
  "key" text not null,
  "part" integer not null,
  "hash" text not null,
  "amount" integer not null,
  "held" integer not null,
  "debt" integer not null,
  "available_after" integer not null,
  "grant" integer,
  "until" integer,
  "feature" text,
  "member" text,
  "of" text,
  primary key ("account", "seq"),
  unique ("account", "key", "part")
) strict, without rowid`,
    `create index {i}archived_entries_by_of on {p}archived_entries ("account", "of", "seq") where "of" is not null`,
    `create table {p}archived_entry_details (
  "account" integer not null,
  "seq" integer not null,
  "reference" text,
  "metadata" text,
  "actor" text,
  "reason" text,
  primary key ("account", "seq")
) strict, without rowid`,
    `create index {i}archived_entry_details_by_reference on {p}archived_entry_details ("account", "reference", "seq") where "reference" is not null`,
  ],
};
