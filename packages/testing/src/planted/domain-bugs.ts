import { bug, domain, type PlantedBug } from './planted-bug.js';

/** Broken variants of the ledger's rules. */
export const domainBugs: readonly PlantedBug[] = [
  bug(
    'L1',
    'a hold checks the balance and reserves nothing',
    domain('operations/take.ts', 'held: isHold ? taken : 0', 'held: 0'),
  ),
  bug(
    'L1',
    'a spend asks only whether anything is left',
    domain(
      'operations/take.ts',
      'if (account.row.available < amount && !canOwe)',
      'if (account.row.available <= 0 && !canOwe)',
    ),
  ),
  bug(
    'L10',
    'a replay does its work again',
    domain('decide.ts', 'if (replay) return replay;', "if (replay?.status === 'conflict') return replay;"),
  ),
  bug(
    'L10',
    'metadata belongs to the input hash, so a retry with another processing time conflicts',
    domain('input-hash.ts', '{ command: step.command,', '{ metadata: step.metadata, command: step.command,'),
  ),
  bug(
    'L11',
    'the key is kept without its input',
    domain('replay.ts', "if (head.hash !== hash) return { status: 'conflict' };", ''),
  ),
  bug(
    'L11',
    'the hash forgets the amount',
    domain('input-hash.ts', 'command: step.command,', 'command: step.command.do,'),
  ),
  bug('L11', 'the hash forgets the feature', domain('input-hash.ts', 'feature: step.feature, ', '')),
  bug(
    'L13',
    'keys are remembered for a day',
    domain(
      'replay.ts',
      'if (!first || !head) return null;',
      'if (!first || !head || account.now - first.at > 86_400_000) return null;',
    ),
  ),
  bug(
    'L14',
    'a hold never gives its tokens back by itself',
    domain('settle.ts', 'if (hold) offer(', 'if (hold && account.now < 0) offer('),
  ),
  bug(
    'L15',
    'a capture after the end of its hold still wins',
    domain('settle.ts', 'hold.until <= account.now) holds.push', 'hold.until < account.now - 60_000) holds.push'),
  ),
  bug(
    'L15',
    'an extension may shorten a hold',
    domain(
      'operations/use.ts',
      'Math.max(found.until, account.now + Math.round(ttlSeconds * 1000))',
      'account.now + Math.round(ttlSeconds * 1000)',
    ),
  ),
  bug(
    'L15',
    'the sweep ignores extensions',
    domain(
      'holds.ts',
      'until: Math.max(first.until ?? first.at, ...extensions.map((entry) => entry.until ?? 0)),',
      'until: first.until ?? first.at,',
    ),
  ),
  bug(
    'L16',
    'a release after the capture gives the tokens back again',
    domain(
      'operations/use.ts',
      'if (found.resolution !== null) return',
      "if (found.resolution !== null && command.do !== 'release') return",
    ),
  ),
  bug(
    'L16',
    'a second capture of another amount looks like the first',
    domain('operations/use.ts', 'head.hash === inputHash(step)', 'head.hash.length > 0'),
  ),
  bug(
    'L16',
    'a hold that expired says only that it is over',
    domain(
      'operations/use.ts',
      "if (resolution.as === 'expired' && step.command.do !== 'release') return { status: 'holdExpired' };",
      '',
    ),
  ),
  bug(
    'L17',
    'a capture above its hold is silently cut',
    domain('operations/use.ts', 'const excess = Math.max(0, amount - found.amount);', 'const excess = 0;'),
  ),
  bug(
    'L17',
    'the excess of a capture becomes debt unasked',
    domain('operations/use.ts', "command.overage ?? 'cap'", "command.overage ?? 'debt'"),
  ),
  bug(
    'L17',
    'deny takes what is there of the excess and owes the rest',
    domain('operations/use.ts', "(policy === 'deny' && refusalOf(account, user, excess) !== null)", 'excess < 0'),
  ),
  bug(
    'L18',
    'holds are one number: what comes back goes to whichever grant burns first',
    domain(
      'holds.ts',
      'const grant = account.grant(part.grant as number);',
      'const grant = account.burning(at)[0] ?? account.grant(part.grant as number);',
    ),
  ),
  bug(
    'L19',
    'a late capture cannot become debt',
    domain(
      'operations/use.ts',
      'member: undefined } : step, command.amount, mayOwe)',
      'member: undefined } : step, command.amount)',
    ),
  ),
  bug(
    'P11',
    'a refund forgets the ones before it',
    domain(
      'operations/give-back.ts',
      'if (command.amount > used - before) return',
      'if (command.amount > used) return',
    ),
  ),
  bug(
    'L20',
    'a refund goes to the grant that was used first',
    domain(
      'operations/give-back.ts',
      '.filter((use) => use.amount > 0)\n    .reverse();',
      '.filter((use) => use.amount > 0);',
    ),
  ),
  bug(
    'L20',
    'a refund of a debt that was paid meanwhile is lost',
    domain('operations/give-back.ts', 'if (back > unpaid)', 'if (back < 0)'),
  ),
  bug(
    'L21',
    'fractions of a token pass',
    domain(
      'assert-step.ts',
      '!Number.isSafeInteger(value) ||\n    value < least',
      '!Number.isFinite(value) ||\n    value < least',
    ),
  ),
  bug(
    'L22',
    'sums may leave the safe integers',
    domain(
      'working-account.ts',
      'return Number.MAX_SAFE_INTEGER - Math.max(available + held, monthly + additional, additional);',
      'return Number.MAX_SAFE_INTEGER - Math.min(available + held, 0 * (monthly + additional));',
    ),
  ),
  bug('L23', 'negative amounts pass', domain('assert-step.ts', 'value < least ||', 'value === 0 ||')),
  bug('L28', 'priority does not count', domain('burn-order.ts', 'a.priority - b.priority ||', '')),
  bug(
    'L28',
    'tokens that never expire burn first',
    domain(
      'burn-order.ts',
      '(a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity)',
      '(a.expiresAt ?? 0) - (b.expiresAt ?? 0)',
    ),
  ),
  bug(
    'L28',
    'bought tokens burn before given ones',
    domain('burn-order.ts', "grant.category === 'paid' ? 1 : 0", "grant.category === 'paid' ? 0 : 1"),
  ),
  bug(
    'L30',
    'unlimited is a large number that runs out',
    domain('operations/take.ts', 'if (unlimited) widen(account, unlimited, UNLIMITED_TOKENS);', ''),
  ),
  bug(
    'L30',
    'an unlimited plan eats bought tokens first',
    domain('ledger-rows.ts', 'UNLIMITED_PRIORITY = -1', 'UNLIMITED_PRIORITY = 99'),
  ),
  bug(
    'T10',
    'a pending hold goes into the archive',
    domain(
      'checkpoint.ts',
      "(entry.kind !== 'hold' || ended.has(entry.key))",
      "(entry.kind !== 'hold' || ended.size >= 0)",
    ),
  ),
];
