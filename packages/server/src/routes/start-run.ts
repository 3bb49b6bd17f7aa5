import { FareboxError, problemOf, type RunDefinition } from '@farebox/core';
import { endpoints, type RunEndWire, type RunEventWire, toBalanceWire, toDenialWire } from '@farebox/core/contract';
import { keyOf } from '../key-of.js';
import { defineRawRoute, type OwnedRouteContext } from '../handler/define-route.js';
import { jsonResponse } from '../handler/json-response.js';
import { parseInput } from '../handler/parse-input.js';
import { toDenialResponse } from '../handler/problem-response.js';
import { streamLines } from '../handler/stream-lines.js';

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
    return streamLines(async (emit, gone) => {
      const send = (event: RunEventWire): boolean => emit(event);
      const signal = AbortSignal.any([request.signal, gone]);
      send({ type: 'end', end: await endOf(context, () => execute(context, definition, key, input, send, signal)) });
    });
  }
  const end = await execute(context, definition, key, input, () => false, request.signal);
  return end.status === 'denied'
    ? toDenialResponse(end.denial, requestId)
    : jsonResponse(end, { status: statusOf(end) });
});

/** In a stream the status line has long gone: a refusal or a failure is its end. */
async function endOf({ farebox, requestId, request }: Context, work: () => Promise<RunEndWire>): Promise<RunEndWire> {
  try {
    return await work();
  } catch (error) {
    const { code, status } = problemOf(error);
    if (status >= 500)
      farebox.logger.error('A request failed.', { requestId, path: new URL(request.url).pathname, error });
    return { status: 'failed', code, charged: 0, requestId, balance: null };
  }
}

/** What cannot be written cannot be answered, so it is found before the charge. @throws TypeError, the work's own failure */
function assertWritable(output: unknown, feature: string): void {
  try {
    JSON.stringify(output);
  } catch (error) {
    throw new TypeError(
      `The output of "${feature}" is no JSON, so it cannot be answered: return plain data (no BigInt, no circle).`,
      { cause: error },
    );
  }
}

const statusOf = (end: RunEndWire): number =>
  end.status === 'failed' ? 500 : end.status === 'in_progress' || end.status === 'cost_changed' ? 409 : 200;

async function execute(
  { farebox, owner, body, request, requestId }: Context,
  definition: RunDefinition,
  key: string,
  input: unknown,
  emit: (event: RunEventWire) => boolean,
  signal: AbortSignal,
): Promise<RunEndWire> {
  const usage = await definition.estimateUsage(input);
  try {
    const outcome = await farebox.tokens.run(
      owner.customer,
      definition.feature,
      { key, estimate: usage, costAtMost: body.confirmedCost, member: owner.userId, signal },
      async (run) => {
        emit({ type: 'held', runId: run.id, held: run.held });
        const output = await definition.execute({
          input,
          run: { ...run, progress: (fraction, text) => void emit({ type: 'progress', fraction, text: text ?? null }) },
          signal: run.signal,
          userId: owner.userId,
          customer: owner.customer,
          request,
          onChunk: (chunk) => {
            if (emit({ type: 'chunk', chunk })) run.handedOut();
          },
        });
        assertWritable(output, definition.feature);
        return output;
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
      case 'aborted':
        return { status: 'aborted', charged: outcome.charged, balance: toBalanceWire(outcome.balance) };
      case 'in_progress':
        return { status: 'in_progress', startedAt: outcome.startedAt.toISOString() };
      case 'already_settled':
        return { status: 'already_settled', charged: outcome.charged, reference: outcome.reference };
    }
  } catch (error) {
    // The work's own failure comes here after the release; our own refusals (a conflict, an outage) keep their problem.
    if (FareboxError.isInstance(error)) throw error;
    if (signal.aborted) return { status: 'aborted', charged: 0, balance: null };
    farebox.logger.error('A run failed; its tokens were returned.', { feature: definition.feature, requestId, error });
    return { status: 'failed', code: 'work_failed', charged: 0, requestId, balance: null };
  }
}
