import type { StandardSchema } from '../../catalog-types.js';
import type { EngineContext } from '../engine/context.js';

/** What the calls that write are given: the engine's context and the host's schema of metadata. */
export interface TokensContext extends EngineContext {
  readonly metadataSchema: StandardSchema | undefined;
}
/** The untyped face of a call's options: their types are the business of `Farebox`. */
export type Loose<O> = Omit<O, 'metadata'> & { readonly metadata?: unknown };
