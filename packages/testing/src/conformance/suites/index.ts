import type { Suite } from '../case.js';
import { archiveSuite } from './archive.js';
import { idempotencySuite } from './idempotency.js';
import { ledgerSuite } from './ledger.js';
import { operationsSuite } from './operations.js';
import { plansSuite } from './plans.js';
import { recordsSuite } from './records.js';
import { timeSuite } from './time.js';
import { unitsSuite } from './units.js';

export const suites: readonly Suite[] = [
  ledgerSuite,
  operationsSuite,
  plansSuite,
  timeSuite,
  idempotencySuite,
  archiveSuite,
  unitsSuite,
  recordsSuite,
];
