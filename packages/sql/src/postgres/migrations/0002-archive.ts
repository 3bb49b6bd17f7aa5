import type { Migration } from '../../schema/migration.js';

/** Frozen. Only adds: version 1 goes on beside it until something is archived, which raises `oldest_reader`. */
export const archive: Migration = {
  version: 2,
  oldestReader: 1,
  statements: [
    `create table {p}checkpoints (
  "account" bigint not null,
  "seq" bigint not null,
  "at" timestamptz(3) not null,
  "available" bigint not null,
  "debt" bigint not null,
  "open" jsonb not null,
  primary key ("account")
)`,
    `create table {p}archived_entries (
  "account" bigint not null,
  "seq" bigint not null,
  "at" timestamptz(3) not null,
  "kind" text collate "C" not null,
  "key" text collate "C" not null,
  "part" bigint not null,
  "hash" text collate "C" not null,
  "amount" bigint not null,
  "held" bigint not null,
  "debt" bigint not null,
  "available_after" bigint not null,
  "grant" bigint,
  "until" timestamptz(3),
  "feature" text collate "C",
  "member" text collate "C",
  "of" text collate "C",
  primary key ("account", "seq"),
  unique ("account", "key", "part")
)`,
    `create index {i}archived_entries_by_of on {p}archived_entries ("account", "of", "seq") where "of" is not null`,
    `create table {p}archived_entry_details (
  "account" bigint not null,
  "seq" bigint not null,
  "reference" text collate "C",
  "metadata" jsonb,
  "actor" text collate "C",
  "reason" text collate "C",
  primary key ("account", "seq")
)`,
    `create index {i}archived_entry_details_by_reference on {p}archived_entry_details ("account", "reference", "seq") where "reference" is not null`,
  ],
};
