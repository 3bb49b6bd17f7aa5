import { type Family, ledgerFamilies, recordFamilies } from '@farebox/core/store';

/** Every family that core declares: the ledger's own tables, then the records. */
export const allFamilies: readonly Family[] = [...ledgerFamilies, ...recordFamilies];
