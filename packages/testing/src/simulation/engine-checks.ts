import type { Balance, Customer, Denial, Policies } from '@farebox/core';
import {
  accountKeys,
  accounts,
  archivedEntries,
  balanceOf,
  customers,
  entries,
  type EntryRow,
  type MemoryDriver,
  type Store,
} from '@farebox/core/store';
import { type Call, isPromised, type KeyRecord, type Seen } from './engine-book.js';
import type { Engine } from './engine-process.js';
import { LedgerWatch } from './ledger-watch.js';

type Figures = Pick<
  Balance,
  'monthlyTokens' | 'additionalTokens' | 'usedTokens' | 'heldTokens' | 'debt' | 'remainingTokens' | 'unlimited'
>;
const USES: readonly EntryRow['kind'][] = ['spend', 'capture', 'overage'];
const MANY = 1000;
const WHOLE_EVERY = 32;

/** Looks at the database past every fault, with an engine of its own, and says what does not hold. */
export class EngineChecks {
  private readonly revisions = new Map<number, number>();
  private readonly watch: LedgerWatch;
  private looks = 0;

  constructor(
    private readonly driver: MemoryDriver,
    private readonly store: Store,
    readonly observer: Engine,
    private readonly policies: Pick<Policies, 'overage'>,
    private readonly report: (violation: string) => void,
  ) {
    this.watch = new LedgerWatch(store);
  }

  /** Every account that has moved since the last look, by what is new of it; now and then all of them by the engine's own check. */
  async ledger(after: string): Promise<void> {
    for (const account of await this.accounts()) {
      const revision = (await this.driver.find(accounts, { account }))?.row.revision ?? 0;
      if (this.revisions.get(account) === revision) continue;
      this.revisions.set(account, revision);
      for (const { invariant, message } of await this.watch.look(account))
        this.report(`${invariant} of ${account} after ${after}: ${message}`);
    }
    this.looks += 1;
    if (this.looks % WHOLE_EVERY === 0) await this.wholeLedger(after);
  }
  async wholeLedger(after: string): Promise<void> {
    const { ok, smallest } = await this.observer.tokens.verify();
    if (!ok) this.report(`tokens.verify after ${after}: ${JSON.stringify(smallest?.violations)}`);
  }

  /** The balance as anybody could ask for it now; a customer never seen is left alone. Now and then with all that explains it. */
  async balanceOf(customer: Customer, after: string): Promise<void> {
    if (this.looks % WHOLE_EVERY !== 0) {
      const account = await this.accountOf(customer);
      if (account === null) return;
      const { slice, now } = await this.store.read(account);
      this.balance(balanceOf(slice.account, now), after);
      return;
    }
    const { ok, smallest } = await this.observer.tokens.verify({ customer });
    if (!ok) this.report(`tokens.verify of ${JSON.stringify(customer)} after ${after}: ${JSON.stringify(smallest)}`);
    const found = await this.observer.tokens.explain(customer);
    if (found === null) return;
    this.balance(found.balance, after);
    const held = found.holds.reduce((sum, hold) => sum + hold.held, 0);
    if (held !== found.balance.heldTokens)
      this.report(`${held} under holds, the balance says ${found.balance.heldTokens}`);
  }
  balance(balance: Figures, after: string): void {
    const { monthlyTokens, additionalTokens, usedTokens, heldTokens, debt, remainingTokens, unlimited } = balance;
    const left = Math.max(0, monthlyTokens + additionalTokens - usedTokens - heldTokens - debt);
    if (remainingTokens !== (unlimited ? null : left))
      this.report(
        `after ${after}: ${monthlyTokens} + ${additionalTokens} - ${usedTokens} - ${heldTokens} held - ${debt} owed is not ${remainingTokens}`,
      );
    if (heldTokens < 0 || debt < 0) this.report(`after ${after}: ${heldTokens} held, ${debt} owed`);
  }
  denial({ required, remaining, shortfall, reason, allowed }: Denial, after: string): void {
    const isAbout = reason === 'not_in_plan' || reason === 'past_due' || remaining < required;
    if (allowed || !isAbout || shortfall !== Math.max(0, required - remaining))
      this.report(
        `${after} was denied (${reason}) though ${remaining} of ${required} were there (short of ${shortfall})`,
      );
  }

  /** What one answer says against what was said before and what the ledger says. */
  async answer(call: Call, record: KeyRecord, seen: Seen): Promise<void> {
    if (!isPromised(call)) return;
    const name = `${call.key} (${call.operation})`;
    if (seen.isFirst === true) {
      record.firsts += 1;
      if (record.firsts > 1) this.report(`${name} was done ${record.firsts} times`);
    }
    if (seen.same !== undefined) {
      const said = JSON.stringify(seen.same);
      if (record.same !== null && record.same !== said) this.report(`${name} answered ${record.same}, then ${said}`);
      record.same ??= said;
    }
    if (seen.denial !== undefined && record.sends === 1 && (await this.entriesOf(call.key as string)).length > 0)
      this.report(`${name} was denied and wrote entries`);
    if (seen.charged !== undefined) await this.charge(name, call.key as string, record, seen);
  }

  private async charge(name: string, key: string, record: KeyRecord, { charged = 0, outcome }: Seen): Promise<void> {
    const used = await this.usageOf(key);
    // A capture that an outage kept from the ledger is decided and made later; a settled run never charges again.
    const isKept = record.call.operation === 'run' && outcome === 'done' && used === 0;
    // Nothing was charged when it was asked: work that outlives its hold is charged when it ends, perhaps while we look.
    const isLate = outcome === 'already_settled' && charged === 0;
    if (used !== charged && !isKept && !isLate)
      this.report(`${name} (${outcome}) says ${charged} were charged, the ledger ${used}`);
    if (record.charged !== null && record.charged !== 0 && record.charged !== charged)
      this.report(`${name} charged ${record.charged}, then ${charged}`);
    record.charged = charged;
    if (record.call.operation === 'run' && outcome === 'done') this.price(name, record, charged);
  }
  /** What the work took, no more; never more than its hold unless the host's policy says so. */
  private price(name: string, { work, isMeddledWith }: KeyRecord, charged: number): void {
    if (work.state !== 'done') this.report(`${name} is done, its work is ${work.state}`);
    if (isMeddledWith) return;
    const fair = {
      cap: [Math.min(work.cost, work.held)],
      debt: [work.cost],
      deny: [work.cost, Math.min(work.cost, work.held)],
    }[this.policies.overage];
    if (!fair.includes(charged)) this.report(`${name} took ${work.cost}, held ${work.held} and was charged ${charged}`);
  }

  /** Work runs once, and nothing is ever charged for work that failed. */
  async work(record: KeyRecord): Promise<void> {
    const { call, work } = record;
    if (!isPromised(call)) return;
    if (work.calls > 1) this.report(`the work of ${call.key} was called ${work.calls} times`);
    if (record.isMeddledWith || (work.calls > 0 && work.state === 'done')) return;
    const used = await this.usageOf(call.key as string);
    if (used !== 0)
      this.report(`${call.key} was charged ${used} for work that ${work.calls === 0 ? 'never ran' : work.state}`);
  }
  /** What the ledger has charged under a key, in time or late. */
  async usageOf(key: string): Promise<number> {
    const rows = await this.entriesOf(key, `late:${key}`);
    return rows.filter(({ kind }) => USES.includes(kind)).reduce((sum, { debt, amount }) => sum + debt - amount, 0);
  }
  /** Tokens on their way from one account to another: none, once every transfer has been sent again. */
  async tokensOnTheWay(promised: ReadonlySet<string | null>): Promise<number> {
    let sum = 0;
    // `transfer:{account}:{key}`, and `#n` for each further grant that they came from.
    for (const account of await this.accounts())
      for (const { key, amount } of await this.rows(account, { kind: ['transferOut', 'transferIn'] }))
        if (promised.has(key.split(':')[2]?.split('#')[0] ?? null)) sum -= amount;
    return sum;
  }
  async entriesOf(...keys: readonly string[]): Promise<readonly EntryRow[]> {
    const found: EntryRow[] = [];
    for (const account of await this.accounts()) found.push(...(await this.rows(account, { key: keys })));
    return found;
  }
  private async accountOf(customer: Customer): Promise<number | null> {
    const name =
      typeof customer === 'string'
        ? { kind: 'user', customer }
        : { kind: 'organization', customer: customer.organization };
    const found = await this.driver.find(accountKeys, { connect: '', mode: 'test', ...name, tokenType: 'token' });
    return found?.row.account ?? null;
  }
  /** Who they are in Stripe; null = nobody linked them. */
  async stripeCustomerOf(customer: Customer): Promise<string | null> {
    const account = await this.accountOf(customer);
    if (account === null) return null;
    return (await this.driver.find(customers, { account }))?.row.stripeCustomer ?? null;
  }

  private async accounts(): Promise<readonly number[]> {
    return (await this.driver.scan({ limit: MANY, cursor: null })).accounts;
  }
  private async rows(
    account: number,
    where: Readonly<Record<string, readonly string[]>>,
  ): Promise<readonly EntryRow[]> {
    const found: EntryRow[] = [];
    for (const family of [entries, archivedEntries]) {
      const page = await this.driver.list(family, { account }, { limit: MANY, cursor: null, where });
      found.push(...page.rows.map(({ row }) => row as EntryRow));
    }
    return found;
  }
}
