import type { Suite } from '../case.js';
import { idempotencySuite } from './idempotency.js';
import { ledgerSuite } from './ledger.js';
import { recordsSuite } from './records.js';
import { timeSuite } from './time.js';
import { unitsSuite } from './units.js';

export const suites: readonly Suite[] = [ledgerSuite, idempotencySuite, timeSuite, unitsSuite, recordsSuite];
