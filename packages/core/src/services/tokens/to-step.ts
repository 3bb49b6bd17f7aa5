import { checkKey, checkMetadata, checkText } from '../engine/checked-options.js';
import type { TokensContext } from './tokens-context.js';

/** The parts of a step that every operation under a caller's own key shares. */
export async function toStep(
  context: TokensContext,
  feature: string | undefined,
  options: {
    readonly key: string;
    readonly reference?: string | undefined;
    readonly metadata?: unknown;
    readonly member?: string | undefined;
  },
) {
  return {
    key: checkKey(options.key),
    feature,
    member: checkText(options.member, '`member`'),
    reference: checkText(options.reference, '`reference`'),
    metadata: await checkMetadata(context.metadataSchema, options.metadata),
  };
}
