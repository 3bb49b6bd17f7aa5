import { type Store, verifyLedger, violationsOf } from '@farebox/core/store';
import { dumpLedger } from '@farebox/testing';
import type { Witness } from '../test/deeds.js';
import { compareWithModel } from './model.js';

/** What a proof counts; each must be 0 but the first two. */
export interface Verdict {
  readonly effects: number;
  readonly replays: number;
  readonly violations: readonly string[];
  readonly lost: number;
  readonly doubled: number;
  readonly differs: number;
  /** Invariants that were broken, by which of the three words they belong to. */
  readonly broken: { readonly lost: number; readonly doubled: number; readonly overspent: number };
}

const SHOWN = 5;
/** Which of the words an invariant's break belongs to; the others are tokens that were used without being there. */
const DOUBLED: ReadonlySet<string> = new Set(['I5', 'I6', 'I7']);
const LOST: ReadonlySet<string> = new Set(['I10']);

/** Verifies the accounts without writing, then holds every row and every answer against the model. Prints what is wrong. */
export async function judge(
  store: Store,
  accounts: readonly number[],
  witnesses: readonly Witness[],
): Promise<Verdict> {
  const found = { effects: 0, replays: 0, lost: 0, doubled: 0, differs: 0 };
  const broken = { lost: 0, doubled: 0, overspent: 0 };
  const violations: string[] = [];
  for (const account of accounts) {
    const own = witnesses.filter((witness) => witness.account === account);
    // Read-only, as `pnpm verify` does it; then settled by the store itself.
    const report = await verifyLedger(store, { account });
    const { now } = await store.read(account);
    const dump = await dumpLedger(store, account, now).catch((error: unknown) => {
      violations.push(`account ${account} cannot even be settled: ${String(error)}`);
      broken.overspent++;
      return null;
    });
    const invariants = [
      ...report.faulty.flatMap((faulty) => faulty.violations),
      ...(dump ? violationsOf(dump, Math.max(now, dump.account.sweptAt ?? now)) : []),
    ];
    for (const { invariant, message } of invariants) {
      violations.push(`${invariant} ${message}`);
      broken[DOUBLED.has(invariant) ? 'doubled' : LOST.has(invariant) ? 'lost' : 'overspent']++;
    }
    const messages = invariants.map(({ invariant, message }) => `${invariant} ${message}`);
    if (dump) {
      const compared = await compareWithModel(dump, own, now, account);
      found.effects += compared.effects;
      found.replays += compared.replays;
      for (const { kind, message } of compared.differences) {
        found[kind]++;
        messages.push(`${kind}: ${message}`);
      }
    } else found.lost += own.filter(({ result }) => result.status === 'ok').length;
    for (const message of messages.slice(0, SHOWN)) console.error(`account ${account}: ${message}`);
    if (messages.length > SHOWN) console.error(`account ${account}: and ${messages.length - SHOWN} more`);
  }
  return { ...found, violations, broken };
}
