import { isRefusal, sqlState } from './driver.js';
import type { AskedAccount, ReadAccount } from './read-accounts.js';

interface Waiting {
  readonly asked: AskedAccount;
  readonly callers: { readonly resolve: (found: ReadAccount) => void; readonly reject: (error: unknown) => void }[];
}

/** Enough for one backend; what one turn asks beyond that goes to several at once. */
const MOST_ACCOUNTS = 64;
/** So many statements fly at once; a pool of ten has a connection left for writes. What comes later shares the next one. */
const MOST_STATEMENTS = 8;

/**
 * What one turn of the event loop asks goes as one statement, at once: no timer, and no waiting for the answer to another
 * customer's read. Who asks for the same account as of the same time in the same turn shares its answer.
 */
export class ReadQueue {
  #waiting = new Map<string, Waiting>();
  #flying = 0;
  #scheduled = false;

  constructor(private readonly read: (asked: readonly AskedAccount[]) => Promise<readonly ReadAccount[]>) {}

  add(asked: AskedAccount): Promise<ReadAccount> {
    return new Promise((resolve, reject) => {
      const name = `${asked.account}@${asked.now}:${asked.grants}`;
      const found = this.#waiting.get(name);
      if (found) found.callers.push({ resolve, reject });
      else this.#waiting.set(name, { asked, callers: [{ resolve, reject }] });
      if (this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#flush();
      });
    });
  }

  #flush(): void {
    while (this.#waiting.size > 0 && this.#flying < MOST_STATEMENTS) {
      const batch = [...this.#waiting].slice(0, MOST_ACCOUNTS);
      for (const [name] of batch) this.#waiting.delete(name);
      this.#flying++;
      void this.#send(batch.map(([, waiting]) => waiting)).then(() => {
        this.#flying--;
        this.#flush();
      });
    }
  }

  /** Never throws: a failure is each caller's own. One that the database refuses is not the others' fault. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      const found = await this.read(batch.map(({ asked }) => asked));
      for (const [index, { asked, callers }] of batch.entries()) {
        const answer = found[index];
        for (const { resolve, reject } of callers) {
          if (answer) resolve(answer);
          else reject(new Error(`The database did not answer for account ${asked.account}.`));
        }
      }
    } catch (error) {
      if (batch.length > 1 && isRefusal(sqlState(error))) {
        for (const one of batch) await this.#send([one]);
        return;
      }
      for (const { callers } of batch) for (const { reject } of callers) reject(error);
    }
  }
}
