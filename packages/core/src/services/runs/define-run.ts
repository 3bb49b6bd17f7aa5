import type { StandardSchema } from '../../catalog-types.js';
import type { ParsedCatalog } from '../../catalog/parsed-catalog.js';
import type { AnyUsage, ExecuteContext, RunDefinition } from '../../run-definition.js';
import { validate } from '../engine/checked-options.js';
import { paidFeature } from '../tokens/cost-of.js';

interface Definition {
  readonly input: StandardSchema;
  readonly estimate?: ((input: never) => object) | undefined;
  readonly run: (context: never) => Promise<unknown> | AsyncGenerator<unknown, unknown, void>;
}

/** Throws UnknownFeatureError at once: a run of a feature that is not sold is a mistake of the build, not of a request. */
export function defineRun(catalog: ParsedCatalog, feature: string, definition: Definition): RunDefinition {
  paidFeature(catalog, feature);
  return Object.freeze({
    feature,
    // For the compiler only; required, so that no hand-made object passes for a run.
    $types: undefined as never,
    parse: (input: unknown) => validate(definition.input, input),
    estimateUsage: async (input: unknown) => definition.estimate?.(input as never) as AnyUsage | undefined,
    execute: async ({ onChunk, ...context }: ExecuteContext) => {
      const result = definition.run(context as never);
      if (!isGenerator(result)) return result;
      try {
        for (;;) {
          context.signal.throwIfAborted();
          const next = await result.next();
          if (next.done) return next.value;
          onChunk?.(next.value);
        }
      } catch (error) {
        // Its `finally` runs: a connection it opened is closed although nobody reads on.
        await result.return(undefined).catch(() => undefined);
        throw error;
      }
    },
  });
}
const isGenerator = (value: unknown): value is AsyncGenerator<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
