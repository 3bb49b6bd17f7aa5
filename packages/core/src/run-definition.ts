import type { Run, RunContext } from './token-options.js';

/** What `defineRun` returns: the server executes it, the browser sees its types only. */
export interface RunDefinition<F extends string = string, Input = unknown, Output = unknown, Chunk = unknown> {
  readonly feature: F;
  /** Exists for the compiler only. Required, so that no hand-made object passes for a run. */
  readonly $types: { readonly input: Input; readonly output: Output; readonly chunk: Chunk };
  /** The host's schema over what a browser sent. Never throws for bad input. */
  parse(
    input: unknown,
  ): Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly issues: readonly string[] }
  >;
  /** What the run will probably take, for quote and hold. `input` is what `parse` answered. */
  estimateUsage(input: unknown): Promise<AnyUsage | undefined>;
  /** Calls the work; a generator's yields go to `onChunk`, its return value is the output. */
  execute(context: ExecuteContext): Promise<unknown>;
}
/** Usage of any feature, as the wire carries it. */
export interface AnyUsage {
  readonly complexity?: string | undefined;
}
export interface ExecuteContext extends Omit<RunContext<unknown, AnyUsage, never>, 'run'> {
  readonly run: Run<AnyUsage, never>;
  readonly onChunk?: ((chunk: unknown) => void) | undefined;
}
