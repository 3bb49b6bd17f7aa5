import { FareboxError, problemOf, type RunDefinition } from '@farebox/core';
import { endpoints, type RunEndWire, type RunEventWire, toBalanceWire, toDenialWire } from '@farebox/core/contract';
import { keyOf } from '../key-of.js';
import { defineRawRoute, type OwnedRouteContext } from '../handler/define-route.js';
import { jsonResponse } from '../handler/json-response.js';
import { parseInput } from '../handler/parse-input.js';
import { toDenialResponse } from '../handler/problem-response.js';

type Context = OwnedRouteContext<typeof endpoints.run>;

/** Runs what the host defined with `defineRun`, inside hold and capture. One intent, one key: a repeated request joins or replays. */
export const startRun = defineRawRoute(endpoints.run, async (context) => {
  const { runs, body, request, requestId } = context;
  const definition = runs.get(body.feature);
  if (!definition)
    throw new FareboxError('unknown_run', {
      message: `No run is defined for "${body.feature}" on this server: pass its defineRun(…) to createHandler({ runs }).`,
    });
  const key = keyOf(request);
  const input = await parseInput(definition, body.input);
  if ((request.headers.get('accept') ?? '').includes('application/x-ndjson')) {
    return streamOf(requestId, (emit) => execute(context, definition, key, input, emit));
  }
  const end = await execute(context, definition, key, input, () => undefined);
  return end.status === 'denied'
    ? toDenialResponse(end.denial, requestId)
    : jsonResponse(end, { status: statusOf(end) });
});

const statusOf = (end: RunEndWire): number =>
  end.status === 'failed' ? 500 : end.status === 'in_progress' || end.status === 'cost_changed' ? 409 : 200;

async function execute(
  { farebox, owner, body, request, requestId }: Context,
  definition: RunDefinition,
  key: string,
  input: unknown,
  emit: (event: RunEventWire) => void,
): Promise<RunEndWire> {
  const usage = await definition.estimateUsage(input);
  try {
    const outcome = await farebox.tokens.run(
      owner.customer,
      definition.feature,
      { key, estimate: usage, costAtMost: body.confirmedCost, member: owner.userId, signal: request.signal },
      async (run) => {
        emit({ type: 'held', runId: run.id, held: run.held });
        return definition.execute({
          input,
          run: { ...run, progress: (fraction, text) => emit({ type: 'progress', fraction, text: text ?? null }) },
          signal: run.signal,
          userId: owner.userId,
          customer: owner.customer,
          request,
          onChunk: (chunk) => emit({ type: 'chunk', chunk }),
        });
      },
    );
    switch (outcome.status) {
      case 'done':
        return {
          status: 'done',
          output: outcome.value,
          charged: outcome.charged,
          balance: toBalanceWire(outcome.balance),
        };
      case 'denied':
        return { status: 'denied', denial: toDenialWire(outcome.denial) };
      case 'cost_changed':
        return outcome;
      case 'in_progress':
        return { status: 'in_progress', startedAt: outcome.startedAt.toISOString() };
      case 'already_settled':
        return { status: 'already_settled', charged: outcome.charged, reference: outcome.reference };
    }
  } catch (error) {
    // The work's own failure comes here after the release; our own refusals (a conflict, an outage) keep their problem.
    if (FareboxError.isInstance(error)) throw error;
    if (request.signal.aborted) return { status: 'aborted', charged: 0, balance: null };
    farebox.logger.error('A run failed; its tokens were returned.', { feature: definition.feature, requestId, error });
    return { status: 'failed', code: 'work_failed', charged: 0, requestId, balance: null };
  }
}

/** One JSON event a line; the last is the end, also of a failure: the status line has long gone. */
function streamOf(requestId: string, work: (emit: (event: RunEventWire) => void) => Promise<RunEndWire>): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      let open = true;
      const emit = (event: RunEventWire): void => {
        if (!open) return;
        try {
          controller.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
        } catch {
          open = false; // the reader has gone; the work and its settlement go on
        }
      };
      try {
        emit({ type: 'end', end: await work(emit) });
      } catch (error) {
        emit({
          type: 'end',
          end: { status: 'failed', code: problemOf(error).code, charged: 0, requestId, balance: null },
        });
      }
      if (open) controller.close();
    },
  });
  return new Response(stream, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}
