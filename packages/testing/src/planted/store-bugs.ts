import { bug, documents, domain, type PlantedBug, storage } from './planted-bug.js';

/** Broken stores and broken scheduling between their callers. */
export const storeBugs: readonly PlantedBug[] = [
  bug(
    'L2',
    'read, compute, write: the last writer wins',
    documents(
      '(documents.get(path)?.version ?? 0) !== ifVersion',
      '(documents.get(path)?.version ?? 0) < 0 * ifVersion',
    ),
  ),
  bug(
    'L3',
    'the version is checked early and the write is not guarded by it',
    documents('if (String(found?.version ?? 0) !== ifVersion) return { moved: true };', ''),
    documents('ifVersion: Number(ifVersion),', 'ifVersion: found?.version ?? 0,'),
  ),
  bug(
    'L3',
    'a record changes from whatever version it has',
    documents('(before !== null && String(before.version) !== ifVersion)', '(before !== null && ifVersion === null)'),
  ),
  bug(
    'L4',
    'a retry decides again on what it read the first time',
    storage('create-store.ts', 'const wanted = needs(', 'let first_: Slice | undefined;\n    const wanted = needs('),
    storage('create-store.ts', 'planUnits(loaded.slice, units,', 'planUnits((first_ ??= loaded.slice), units,'),
  ),
  bug(
    'L7',
    'the snapshot is older than the lock: data first, version later',
    documents(
      '      const found = await read(bookPath(account));\n      return {\n        slice: (found?.value as Book | undefined) ?? EMPTY,\n        version: String(found?.version ?? 0),',
      '      const found = await read(bookPath(account));\n      const later = await read(bookPath(account));\n      return {\n        slice: (found?.value as Book | undefined) ?? EMPTY,\n        version: String(later?.version ?? 0),',
    ),
  ),
  bug(
    'L8',
    'one malformed request kills the batch it travels in',
    storage('create-store.ts', 'assertUnit(unit);\n      return queued(unit);', 'return queued(unit);'),
    storage(
      'coalesce.ts',
      'else for (const waiting of batch) await answer([waiting]);',
      'else for (const waiting of batch) waiting.reject(error);',
    ),
  ),
  bug(
    'L12',
    'keys are global: one customer meets what another did',
    storage(
      'memory/memory-ledger.ts',
      'export class MemoryLedger {',
      'const everybody = new Map<string, EntryRow[]>();\nexport class MemoryLedger {',
    ),
    storage(
      'memory/memory-ledger.ts',
      'private readonly byKey = new Map<string, EntryRow[]>();',
      'private readonly byKey = everybody;',
    ),
  ),
  bug(
    'L12',
    "coalesced callers all get the first one's answer",
    storage(
      'coalesce.ts',
      'waiting.resolve(results[index] as UnitResult)',
      'waiting.resolve(results[index * 0] as UnitResult)',
    ),
  ),
  bug(
    'L27',
    'the loser of an insert is told of its own row',
    storage(
      'memory/memory-store.ts',
      'existing: existing as never',
      'existing: { row, version: existing.version } as never',
    ),
  ),
  bug(
    'L14',
    'due holds are not loaded unless somebody names them',
    storage(
      'memory/memory-ledger.ts',
      'const nextHoldAt = isDue ? this.loadDueHolds(now, add) : undefined;',
      'const nextHoldAt = isDue ? null : undefined;',
    ),
  ),
  bug(
    'L20',
    'a hold that ends later is forgotten once an earlier one has ended',
    storage(
      'memory/memory-ledger.ts',
      'else next = next === null ? until : Math.min(next, until);',
      'else next = null;',
    ),
  ),
  bug(
    'L19',
    'the grants of an earlier operation are not loaded',
    storage(
      'memory/memory-ledger.ts',
      'for (const entry of entries) if (entry.grant !== null) ids.add(entry.grant);',
      '',
    ),
  ),
  bug(
    'L24',
    'compare-and-set does not compare',
    storage('memory/memory-table.ts', '?.version === ifVersion &&', '?.version !== undefined && ifVersion !== null &&'),
  ),
  bug(
    'L24',
    'a version stays the same when its row changes',
    documents(
      'documents.set(path, { version: ifVersion + 1,',
      "documents.set(path, { version: path.startsWith('row/') ? 1 : ifVersion + 1,",
    ),
  ),
  bug(
    'L26',
    'an account never seen may be created by everybody at once',
    documents('if (lost >= 0) return lost;', 'if (lost >= 0 && puts[lost]?.ifVersion !== 0) return lost;'),
  ),
  bug(
    'L27',
    'an insert overwrites the row that is there',
    storage(
      'memory/memory-store.ts',
      'if (existing) return { inserted: false',
      'if (existing === undefined) return { inserted: false',
    ),
  ),
  bug(
    'T7',
    'what is due at this instant is found only later',
    storage('memory/memory-store.ts', '<= dueBefore;', '< dueBefore;'),
  ),
  bug(
    'T15',
    "coalesced units are all judged by the first one's clock",
    storage('coalesce.ts', ' || next.unit.now !== first.unit.now', ''),
  ),
  bug(
    'T17',
    'the time is taken once, when the store is made',
    storage('memory/memory-store.ts', 'let versions = 0;', 'let versions = 0;\n  const opened = clock();'),
    storage('memory/memory-store.ts', 'const now = override ?? clock();', 'const now = override ?? opened;'),
  ),
  bug(
    'P16',
    'a lost guard does not stop the grant',
    storage('memory/memory-store.ts', 'return { refused: index };', 'continue;'),
  ),
  bug(
    'D1',
    'the record of a replayed grant is never completed',
    storage('create-store.ts', 'decidable[index]?.hasWrites === true ||', ''),
  ),
  bug(
    'D7',
    'a commit that lost against a faster one surfaces as an error',
    storage(
      'create-store.ts',
      'onRetry?.(attempt);',
      "onRetry?.(attempt);\n      if (attempt > 0) throw new Error('could not serialize access');",
    ),
  ),
  bug(
    'D9',
    'a commit that lost is acknowledged',
    storage(
      'create-store.ts',
      "if ('saved' in saved) return plan.results;",
      "if ('saved' in saved || 'moved' in saved) return plan.results;",
    ),
  ),
  bug(
    'D10',
    'the ledger is written before the guards of its records are checked',
    storage(
      'memory/memory-store.ts',
      'for (const [index, write] of writes.entries()) {',
      'if (changes) ledger.save(changes);\n    ledgers.set(account, ledger);\n    for (const [index, write] of writes.entries()) {',
    ),
    storage(
      'memory/memory-store.ts',
      'if (changes) ledger.save(changes);\n    for (const write of writes)',
      'for (const write of writes)',
    ),
  ),
  bug(
    'D10',
    'a batch writes its first document and forgets the rest',
    documents(
      'for (const { path, value, ifVersion } of puts)',
      'for (const { path, value, ifVersion } of puts.slice(0, 1))',
    ),
  ),
  bug(
    'P16',
    "units with records are merged and only the first one's records are written",
    storage('coalesce.ts', 'if (!hasWrites(first)) {', 'if (batchable(first)) {'),
    storage('coalesce.ts', 'if (hasWrites(next) || ', 'if ('),
    storage(
      'coalesce.ts',
      'let size = 1;',
      'let size = 1;\n  const batchable = (_: Waiting): boolean => true;\n  void hasWrites;',
    ),
  ),
  bug(
    'D13',
    'further unique keys are not checked',
    storage('memory/memory-table.ts', 'return own ?? this.rival(row);', 'return own ?? null;'),
  ),
  bug(
    'D13',
    'a unique key is taken without asking whose it is',
    documents('if (owner !== null && owner.value !== null && owner.value !== path) return null;', ''),
  ),
  bug(
    'D18',
    'a claim does not move the row',
    storage(
      'memory/memory-table.ts',
      'this.put({ ...held.row, [due]: until })',
      'this.put({ ...held.row, [due]: held.row[due] ?? until })',
    ),
  ),
  bug(
    'D18',
    'a worker keeps a row that another one took first',
    documents(
      'if (won !== null) taken.push({ row: leased, version: won });',
      'taken.push({ row: leased, version: won ?? version });',
    ),
  ),
  bug(
    'L29',
    'a lapsed or finished hold stays pending for ever',
    storage('memory/memory-ledger.ts', 'if (entry.part < 0) this.pending.delete(entry.key);', ''),
    domain('settle.ts', 'hold.resolution === null && ', ''),
  ),
];
