/** `@farebox/testing`: the public list, by hand. */
export type { Bench, Case, Suite } from './conformance/case.js';
export {
  describeStore,
  type DescribeStoreOptions,
  type Exemption,
  type StoreUnderTest,
  type TestRunner,
} from './conformance/describe-store.js';
export { comparable, dumpLedger, listAll } from './conformance/dump.js';
export { ExpectationError } from './conformance/expectations.js';
export { suites } from './conformance/suites/index.js';
export { documentDriver, documentStore, type DocumentStoreOptions } from './document-store.js';
export { type Race, raceNamed, races, type RaceSetting, runRace, type Tally } from './races.js';
export { createRandom, type Random } from './random.js';
export { acquaint, type Acquaintance, randomPause, randomStep } from './random-steps.js';
