import { FareboxError, type RunDefinition } from '@farebox/core';

/** The host's own schema decides; what it refuses is told by path, nothing has been held. */
export async function parseInput(definition: RunDefinition, input: unknown): Promise<unknown> {
  const parsed = await definition.parse(input);
  if (parsed.ok) return parsed.value;
  throw new FareboxError('invalid_input', {
    message: `The input of ${definition.feature} is not right: ${parsed.issues.join('; ')}. Nothing has run and nothing was charged.`,
  });
}
