import type { Run, StandardSchema, Customer } from '@farebox/core';
import type { Random } from '../random.js';
import type { Book, Call, Seen } from './engine-book.js';
import type { EngineProcess } from './engine-process.js';

/** The work's own failure, thrown by the host's code. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed';
}
class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}
type Level = 'low' | 'high' | undefined;
const LEVELS: readonly Level[] = ['low', undefined, 'high'];
/** By the catalogue: 3 tokens, times 0.5, 1 or 2.1, rounded up. */
const costOf = (level: Level): number => (level === 'low' ? 2 : level === 'high' ? 7 : 3);
const SECOND = 1000;

interface Plan {
  readonly estimate: Level;
  readonly reports: Level;
  /** How long each part of the work takes, in milliseconds. */
  readonly parts: readonly number[];
  readonly ends: 'done' | 'failed' | 'caller left';
  readonly streams: boolean;
  readonly describes: boolean;
  readonly extends: boolean;
}
const input: StandardSchema<{ readonly level: string }, { readonly level: Level }> = {
  '~standard': {
    version: 1,
    vendor: 'simulation',
    validate: (value) => {
      const { level } = value as { readonly level: string };
      return LEVELS.includes(level as Level) || level === 'medium'
        ? { value: { level: level === 'medium' ? undefined : level } }
        : { issues: [{ message: 'There is no such level.' }] };
    },
  },
};

/**
 * A run as the server's handler makes it of a `defineRun`: input checked, estimate held, work that takes its time, streams
 * or not, reports what it really took, fails, loses its caller or outlives its hold.
 */
export function randomRun(random: Random, book: Book, customer: Customer, member: string | undefined): Call {
  const key = book.newKey('run');
  const plan: Plan = {
    estimate: random.pick(LEVELS),
    reports: random.pick(LEVELS),
    parts: Array.from({ length: random.between(0, 3) }, () => random.pick([0, 0, 2, 12, 45, 200]) * SECOND),
    ends: random.pick(['done', 'done', 'done', 'done', 'failed', 'caller left'] as const),
    streams: random.chance(0.4),
    describes: random.chance(0.4),
    extends: random.chance(0.2),
  };
  const holdSeconds = random.pick([undefined, 10, 60, 3600]);
  const isMalformed = random.chance(0.04);
  const call: Call = {
    operation: 'run',
    customer,
    key,
    perform: async (process) => {
      const definition = define(process, plan, book, call);
      const parsed = await definition.parse({ level: isMalformed ? 'absurd' : (plan.estimate ?? 'medium') });
      if (!parsed.ok) return { outcome: 'invalid_input' };
      const leaving = new AbortController();
      const outcome = await process.engine.tokens.run(
        customer,
        'analyze',
        {
          key,
          estimate: (await definition.estimateUsage(parsed.value)) as { complexity?: 'low' | 'high' } | undefined,
          member,
          holdSeconds,
          signal: leaving.signal,
          reference: `work of ${key}`,
        },
        (run) =>
          definition.execute({
            input: parsed.value,
            run: run as never,
            signal: run.signal,
            userId: 'somebody',
            customer,
            request: { leave: () => leaving.abort(new CallerLeft('gone')) } as unknown as Request,
          }),
      );
      if (outcome.status === 'done') book.meet(customer, 'charges', key);
      return seenOf(outcome);
    },
  };
  return call;
}

function seenOf(outcome: Awaited<ReturnType<EngineProcess['engine']['tokens']['run']>>): Seen {
  switch (outcome.status) {
    case 'done':
      return { outcome: 'done', charged: outcome.charged, balances: [outcome.balance], isFirst: true };
    case 'denied':
      return { outcome: `denied ${outcome.denial.reason}`, denial: outcome.denial };
    case 'in_progress':
    case 'cost_changed':
    case 'aborted':
      return { outcome: outcome.status };
    case 'already_settled':
      return { outcome: 'already_settled', charged: outcome.charged };
  }
}

type AnalyzeRun = Run<{ readonly complexity?: 'low' | 'high' | undefined }>;
function define(process: EngineProcess, plan: Plan, book: Book, call: Call) {
  const begin = (run: AnalyzeRun) => {
    const { work } = book.recordOf(run.key, call);
    work.calls += 1;
    work.held = run.held;
    work.cost = run.held;
    return work;
  };
  type Context = { readonly run: AnalyzeRun; readonly signal: AbortSignal; readonly request: Request };
  const finish = async ({ run, signal, request }: Context, work: ReturnType<typeof begin>): Promise<string> => {
    if (plan.extends) await run.extend(90).catch(() => undefined);
    if (plan.ends === 'caller left') (request as unknown as { leave(): void }).leave();
    if (signal.aborted) {
      work.state = 'failed';
      signal.throwIfAborted();
    }
    if (plan.ends === 'failed') {
      work.state = 'failed';
      throw new WorkFailed(run.key);
    }
    run.report({ complexity: plan.reports });
    work.cost = costOf(plan.reports);
    if (plan.describes) run.describe({ reference: `done ${run.key}`, metadata: { parts: plan.parts.length } });
    run.progress(1);
    work.state = 'done';
    return run.key;
  };
  const estimate = ({ level }: { readonly level: Level }) => ({ complexity: level as 'low' | 'high' | undefined });
  if (plan.streams)
    return process.engine.defineRun('analyze', {
      input,
      estimate,
      run: async function* (context) {
        const work = begin(context.run);
        for (const [index, part] of plan.parts.entries()) {
          await process.work(part);
          yield index;
        }
        return finish(context, work);
      },
    });
  return process.engine.defineRun('analyze', {
    input,
    estimate,
    run: async (context) => {
      const work = begin(context.run);
      for (const part of plan.parts) await process.work(part);
      return finish(context, work);
    },
  });
}
/** How a failure of the work reads in the table; null = it is no failure of the work. */
export function workOutcomeOf(error: unknown): string | null {
  if (error instanceof WorkFailed) return 'work failed';
  return error instanceof CallerLeft ? 'caller left' : null;
}
