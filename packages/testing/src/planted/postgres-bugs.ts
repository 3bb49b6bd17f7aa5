import { bug, edit, type PlantedBug } from './planted-bug.js';

const postgres = (file: string, find: string, replace: string) =>
  edit(`packages/sql/src/postgres/${file}`, find, replace);

/** Broken variants of the PostgreSQL store, run through the kit with the fast path on and off and from four pools. */
export const postgresBugs: readonly PlantedBug[] = [
  bug(
    'L2',
    'what was decided is written over whatever is there now, and entries whose number is taken are left out',
    postgres(
      'ledger-statements.ts',
      'from locked l where l.found = l.expected and t."account"',
      'from locked l where t."account"',
    ),
    postgres(
      'ledger-statements.ts',
      "      : '';\n    parts.push(",
      "      : ' on conflict do nothing';\n    parts.push(",
    ),
  ),
  bug(
    'L6',
    'one statement reads and writes an account without a lock, and entries whose number is taken are left out',
    postgres('fast-path.ts', ' for no key update of k skip locked)', ')'),
    postgres('fast-path.ts', 'from fit f) f),', 'from fit f) f on conflict do nothing),'),
  ),
  bug('L8', 'a key that a replay took meanwhile is an error', postgres('driver.ts', " || state === '23505'", '')),
  bug(
    'L9',
    'a few grants in front are taken for all there are',
    postgres('general-path.ts', 'return there > needed;', 'return there >= 0 * needed;'),
  ),
  bug(
    'L10',
    'the first answer names another balance than the replay',
    postgres(
      'fast-path.ts',
      "'done' as kind, o as position, account, k_available - run as available_after",
      "'done' as kind, o as position, account, k_available - need as available_after",
    ),
  ),
  bug(
    'L13',
    'the fast statement does not look into the archive',
    postgres(
      'fast-path.ts',
      '    and not exists (select from ${archivedEntries.name} p',
      '    and not exists (select from ${e.name} p',
    ),
  ),
  bug(
    'L18',
    'a hold over several grants is captured from the first of them',
    postgres('fast-path.ts', 'f.hold_held is not null and f.single and', 'f.hold_held is not null and'),
  ),
  bug(
    'L18',
    'the fast statement forgets what it holds',
    postgres('fast-path.ts', '"held" = t.held + t.moved', '"held" = t.held + 0 * t.moved'),
  ),
  bug(
    'L22',
    'amounts are four bytes',
    postgres('fast-path.ts', '$2::smallint[], $3::bigint[]', '$2::smallint[], $3::int[]'),
  ),
  bug(
    'T11',
    'a hold lives a thousand times as long',
    postgres('fast-path.ts', "ttl * interval '1 millisecond'", "ttl * interval '1 second'"),
  ),
  bug(
    'T11',
    'nothing falls due on the fast path',
    postgres(
      'fast-path.ts',
      '(k."settle_at" is null or k.now < k."settle_at")',
      '(k."settle_at" is null or k.now <> k."settle_at")',
    ),
  ),
  bug(
    'L1',
    'the fast statement spends past the limit that the rules gave it',
    postgres('fast-path.ts', 'run <= least(k_fast, coalesce(', 'run <= least(9007199254740991, coalesce('),
    postgres('commit-lanes.ts', 'return need > (seen?.fastLeft', 'return need > 2 ** 53 + (seen?.fastLeft'),
  ),
  bug(
    'L27',
    'a grant that is no longer the head does not get its figure back',
    postgres('draft-writer.ts', 'if (headBefore !== null) ids.add(headBefore);', ''),
  ),
  bug(
    'L29',
    'the account’s row has the grant’s whole amount as what is left of it',
    postgres(
      'draft-writer.ts',
      'account.head === null ? 0 : (grants.get(account.head)?.remaining ?? 0);',
      'account.head === null ? 0 : (grants.get(account.head)?.amount ?? 0);',
    ),
  ),
  bug(
    'L13',
    'the statement for a lone caller does not look into the archive',
    postgres('lone-path.ts', 'or exists (select from ${archivedEntries.name} p', 'or exists (select from ${e.name} p'),
  ),
  bug(
    'L6',
    'a lone caller reads and writes an account without a lock, and entries whose number is taken are left out',
    postgres(
      'lone-path.ts',
      'k on k."account" = r.account for no key update of k skip locked',
      'k on k."account" = r.account',
    ),
    postgres(
      'lone-path.ts',
      "r.feature, r.member\n  from told t, req r where t.outcome = 'done')",
      "r.feature, r.member\n  from told t, req r where t.outcome = 'done' on conflict do nothing)",
    ),
  ),
  bug(
    'L22',
    'a lone caller’s amount is four bytes',
    postgres('lone-path.ts', '$3::bigint as amount', '$3::int as amount'),
  ),
  bug(
    'L29',
    'what a lone caller takes is not taken from the head',
    postgres('lone-path.ts', '"head_left" = t."head_left" - t.taken', '"head_left" = t."head_left"'),
  ),
  bug(
    'P17',
    'details stay behind when their entries are archived',
    edit('packages/sql/src/schema/ledger-tables.ts', '  [tables.details, tables.archivedDetails],\n', ''),
  ),
];
