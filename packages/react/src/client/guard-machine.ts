import type { DenialWire, QuoteAnswerWire, QuoteWire, RunEndWire } from '@farebox/core/contract';
import type { Answer, GuardEnd, GuardOptions, GuardState, RunCallOptions } from '../types.js';
import type { FareboxClient } from './farebox-client.js';
import { guardCodeOf, isOpenOutcome } from './failure-of.js';
import { forget, intentName, isOpen, keyFor } from './intents.js';
import { Observable } from './observable.js';
import { IDEMPOTENCY_HEADER } from './paths.js';
import { asks } from './preview.js';
import { errorOf, RequestError } from './request-error.js';
import { readRunEvents } from './run-stream.js';

type State = GuardState<unknown, unknown>;
type End = GuardEnd<unknown>;
type Work = (request: {
  readonly key: string;
  readonly quote: QuoteWire;
  readonly signal: AbortSignal;
}) => Promise<RunEndWire>;

/**
 * idle -> quoting -> (confirming ->) running -> done | denied | declined | aborted | failed. Lives outside React, so a
 * component that goes away takes nothing with it. The server decides; this explains and confirms.
 */
export class GuardMachine {
  readonly state = new Observable<State>({ status: 'idle' });
  #inFlight: Promise<End> | null = null;
  #abort: (() => void) | null = null;
  /** What was confirmed for the run whose answer is still out. */
  #unanswered: { readonly intent: string; readonly quote: QuoteWire } | null = null;

  constructor(
    readonly client: FareboxClient,
    readonly feature: string,
    /** Read at each run: a component's options may change between two. */
    readonly options: () => GuardOptions,
  ) {}

  run(input: unknown, call: RunCallOptions<unknown> = {}): Promise<End> {
    return this.#start({ input }, intentName(this.feature, input), call, ({ key, quote, signal }) =>
      this.#send(input, key, quote, signal, call),
    );
  }

  wrap(
    usage: unknown,
    work: (request: {
      readonly headers: Readonly<Record<string, string>>;
      readonly signal: AbortSignal;
    }) => Promise<Answer<unknown>>,
  ): Promise<End> {
    return this.#start({ usage }, intentName(this.feature, usage), {}, async ({ key, signal }) => {
      const response = await work({ headers: { [IDEMPOTENCY_HEADER]: key }, signal });
      if (response.status === 402 || response.status === 403) {
        const error = await errorOf(response);
        if (error.denial) return { status: 'denied', denial: error.denial };
        throw error;
      }
      if (!response.ok && response.status !== 409) throw await errorOf(response);
      return (await response.json()) as RunEndWire;
    });
  }

  reset(): void {
    if (!this.#inFlight) this.state.set({ status: 'idle' });
  }
  abort(): void {
    this.#abort?.();
  }

  /** Double click, Enter twice: the second call joins the first. */
  #start(
    ask: { readonly input?: unknown; readonly usage?: unknown },
    intent: string,
    call: RunCallOptions<unknown>,
    work: Work,
  ): Promise<End> {
    this.#inFlight ??= this.#go(ask, intent, call, work).finally(() => {
      this.#inFlight = null;
      this.#abort = null;
    });
    return this.#inFlight;
  }

  async #go(
    ask: { readonly input?: unknown; readonly usage?: unknown },
    intent: string,
    call: RunCallOptions<unknown>,
    work: Work,
  ): Promise<End> {
    const controller = new AbortController();
    const signal = call.signal ? AbortSignal.any([controller.signal, call.signal]) : controller.signal;
    this.#abort = () => controller.abort();
    const again = () => void this.#start(ask, intent, call, work);
    const askQuote = (): Promise<QuoteAnswerWire> =>
      this.client.transport.json('quote', { body: { feature: this.feature, ...ask }, signal });
    // Once sent, a silence may hide a charge (R14): the same key asks what became of it.
    const isUnanswered = isOpen(intent);
    let isSent = isUnanswered;
    try {
      this.state.set({ status: 'quoting' });
      const confirmed = this.#unanswered?.intent === intent ? this.#unanswered.quote : null;
      let quote = confirmed ?? (await askQuote());
      let isConfirmed = confirmed !== null;
      if (isUnanswered && !quote.allowed) {
        // What is missing may be what it took. Only the run itself knows, and one that has not run is denied again.
        quote = toAskedAgain(quote);
        isConfirmed = true;
      }
      let changedFrom: number | null = null;
      for (;;) {
        if (!quote.allowed) {
          void this.client.refresh(); // the page believed otherwise
          return this.#end({ status: 'denied', denial: quote }, intent);
        }
        if (
          !isConfirmed &&
          (changedFrom !== null || asks(quote.cost, quote.needsConfirmation, this.options())) &&
          !(await this.#confirm(quote, changedFrom, signal))
        ) {
          return this.#end({ status: 'declined' }, isUnanswered ? null : intent);
        }
        this.state.set({
          status: 'running',
          runId: null,
          quote,
          progress: null,
          chunks: [],
          abort: () => controller.abort(),
        });
        isSent = true;
        isConfirmed = false;
        this.#unanswered = { intent, quote };
        const end = await work({ key: keyFor(intent), quote, signal });
        if (end.status !== 'cost_changed') return this.#settled(end, intent, again);
        // Never more than was confirmed: the new cost is asked for, with the old one beside it.
        changedFrom = quote.cost;
        quote = await askQuote();
      }
    } catch (error) {
      if (signal.aborted) {
        void this.client.refresh();
        return this.#end({ status: 'aborted', charged: isSent ? null : 0 }, intent);
      }
      return this.#failed(error, again, intent, isSent);
    }
  }

  #confirm(quote: QuoteWire, changedFrom: number | null, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (yes: boolean) => () => {
        takeBack();
        resolve(yes);
      };
      const confirm = answer(true);
      const decline = answer(false);
      const takeBack = this.client.confirmations.ask({ quote, changedFrom, confirm, decline });
      this.state.set({ status: 'confirming', quote, changedFrom, confirm, decline });
      signal.addEventListener('abort', decline, { once: true });
    });
  }

  async #send(
    input: unknown,
    key: string,
    quote: QuoteWire,
    signal: AbortSignal,
    call: RunCallOptions<unknown>,
  ): Promise<RunEndWire> {
    const response = await this.client.transport.send('run', {
      body: { feature: this.feature, input, confirmedCost: quote.cost },
      headers: { accept: 'application/x-ndjson', [IDEMPOTENCY_HEADER]: key },
      signal,
    });
    if (!response.ok || !response.body) throw await errorOf(response);
    try {
      for await (const event of readRunEvents(response.body)) {
        const state = this.state.get();
        if (event.type === 'end') return event.end;
        if (state.status !== 'running') continue;
        if (event.type === 'held') this.state.set({ ...state, runId: event.runId });
        if (event.type === 'progress') {
          const progress = { fraction: event.fraction, text: event.text };
          this.state.set({ ...state, progress });
          call.onProgress?.(progress);
        }
        if (event.type === 'chunk') {
          this.state.set({ ...state, chunks: [...state.chunks, event.chunk] });
          call.onChunk?.(event.chunk);
        }
      }
    } catch (error) {
      if (signal.aborted) throw error;
    }
    // The line broke before the end: the server settles by itself, and the same key asks what became of it.
    throw new RequestError(0, 'offline', 'The connection was lost while it ran.');
  }

  #settled(end: Exclude<RunEndWire, { status: 'cost_changed' }>, intent: string, again: () => void): End {
    switch (end.status) {
      case 'done':
        this.client.showBalance(end.balance);
        return this.#end({ status: 'done', output: end.output, charged: end.charged, balance: end.balance }, intent);
      case 'denied':
        void this.client.refresh();
        return this.#end({ status: 'denied', denial: end.denial }, intent);
      case 'aborted':
        void this.client.refresh();
        return this.#end({ status: 'aborted', charged: end.charged }, intent);
      case 'failed':
        void this.client.refresh();
        return this.#end(
          {
            status: 'failed',
            failure: { code: guardCodeOf(end.code), message: end.code, requestId: end.requestId },
            charged: end.charged,
            retry: again,
          },
          intent,
        );
      case 'in_progress':
        return this.#end(
          {
            status: 'failed',
            failure: { code: 'in_progress', message: 'This run is still at work.', requestId: null },
            charged: null,
            retry: again,
          },
          null,
        );
      case 'already_settled':
        void this.client.refresh();
        return this.#end(
          {
            status: 'failed',
            failure: { code: 'already_settled', message: 'This run has finished before.', requestId: null },
            charged: end.charged,
            retry: null,
          },
          intent,
        );
    }
  }

  #failed(error: unknown, again: () => void, intent: string, isSent: boolean): End {
    const known = error instanceof RequestError ? error : null;
    if (known?.denial) return this.#end({ status: 'denied', denial: known.denial }, intent);
    const code = known ? guardCodeOf(known.code) : 'server';
    // An unknown outcome keeps its key, so that trying again cannot charge twice.
    return this.#end(
      {
        status: 'failed',
        failure: { code, message: known?.message ?? String(error), requestId: known?.requestId ?? null },
        charged: isSent && isOpenOutcome(code) ? null : 0,
        retry: again,
      },
      isOpenOutcome(code) ? null : intent,
    );
  }

  #end(end: End, settledIntent: string | null): End {
    if (settledIntent !== null) {
      forget(settledIntent);
      this.#unanswered = null;
    }
    this.state.set(end);
    return end;
  }
}

/** After a reload only the key is left of a run whose answer was lost. */
const toAskedAgain = ({ feature, required, remaining }: DenialWire): QuoteWire => ({
  allowed: true,
  feature,
  cost: required,
  maximum: required,
  remaining,
  remainingAfter: 0,
  needsConfirmation: false,
});
