import type { QuoteWire } from '@farebox/core/contract';
import { Observable } from './observable.js';

/** A question the built-in dialog asks. One at a time; others wait. */
export interface Confirmation {
  readonly quote: QuoteWire;
  readonly changedFrom: number | null;
  confirm(): void;
  decline(): void;
}

export class Confirmations {
  readonly #waiting: Confirmation[] = [];
  readonly current = new Observable<Confirmation | null>(null);

  /** Returns how to take the question back (answered elsewhere, aborted). */
  ask(confirmation: Confirmation): () => void {
    this.#waiting.push(confirmation);
    this.#show();
    return () => {
      const at = this.#waiting.indexOf(confirmation);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#show();
    };
  }
  #show(): void {
    this.current.set(this.#waiting[0] ?? null);
  }
}
