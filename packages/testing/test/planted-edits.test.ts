import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { domainBugs } from '../src/planted/domain-bugs.js';
import { planBugs } from '../src/planted/plan-bugs.js';
import { postgresBugs } from '../src/planted/postgres-bugs.js';
import { sqliteBugs } from '../src/planted/sqlite-bugs.js';
import { storeBugs } from '../src/planted/store-bugs.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('planted bugs', () => {
  it('find their place, exactly once, in the sources as they are', () => {
    const bugs = [...domainBugs, ...planBugs, ...postgresBugs, ...sqliteBugs, ...storeBugs];
    expect(bugs.length).toBeGreaterThan(80);
    const lost = bugs.flatMap(({ row, name, edits }) =>
      edits
        .map(({ file, find }) => ({ file, count: readFileSync(root + file, 'utf8').split(find).length - 1, find }))
        .filter(({ count }) => count !== 1)
        .map(({ file, count, find }) => `${row} ${name}: ${count} times in ${file}: ${find}`),
    );
    expect(lost).toEqual([]);
  });
});
