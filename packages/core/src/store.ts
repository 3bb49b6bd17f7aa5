/** `@farebox/core/store`: what the author of a store imports. */
export { assertStep } from './domain/assert-step.js';
export { balanceOf, grantsOf, type LedgerBalance } from './domain/balance.js';
export { archivable, checkpointAfter, type CheckpointRow, type OpenGrants } from './domain/checkpoint.js';
export { compareBurn, isLive } from './domain/burn-order.js';
export { decide, decideUnits, settled, withChanges, type DecidableUnit, type UnitDecision } from './domain/decide.js';
export { inputHash } from './domain/input-hash.js';
export { type LedgerDump, type Violation, violationsOf } from './domain/invariants.js';
export { InvalidStepError } from './domain/invalid-step.js';
export * from './domain/ledger-rows.js';
export { keyOfStep, needs } from './domain/needs.js';
export { fromUnits, splitUnits, toUnits } from './domain/precision.js';
export * from './domain/slice.js';
export * from './domain/step.js';
export {
  assertUnit,
  createStore,
  type FasterParts,
  planUnits,
  readable,
  type StoreRuntime,
  type UnitsPlan,
} from './storage/create-store.js';
export { archiveLedger, type ArchiveLedgerOptions, type ArchiveReport } from './ledger/archive-ledger.js';
export { explainLedger, type LedgerExplanation } from './ledger/explain-ledger.js';
export * from './storage/family.js';
export * from './storage/ledger-families.js';
export {
  memoryDriver,
  type MemoryDriver,
  type MemoryOptions,
  memoryStore,
  memoryStoreOf,
} from './storage/memory/memory-store.js';
export { frozen } from './storage/memory/frozen.js';
export { assertRow } from './storage/memory/memory-table.js';
export * from './storage/record-families.js';
export * from './storage/contract.js';
export { type Transfer, transferTokens, type TransferResult } from './ledger/transfer-tokens.js';
export {
  type FaultyAccount,
  verifyLedger,
  type VerifyLedgerOptions,
  type VerifyReport,
} from './ledger/verify-ledger.js';
