import type { quoteRequestSchema } from '@farebox/core/contract';
import type { z } from 'zod';
import { toDenialWire } from '../handler/wire.js';
import { json, type OwnedRouteContext } from './route.js';
import { parseInput } from './run-input.js';

/** What it would cost now, by the input or by a usage; a denial is an answer here, not an error. */
export async function createQuote({
  farebox,
  owner,
  body,
  runs,
}: OwnedRouteContext<z.infer<typeof quoteRequestSchema>>): Promise<Response> {
  const definition = runs.get(body.feature);
  const usage =
    body.input !== undefined && definition
      ? await definition.estimateUsage(await parseInput(definition, body.input))
      : body.usage;
  const quote = await farebox.tokens.quote(owner.customer, body.feature, usage, { member: owner.userId });
  return json(quote.allowed ? quote : toDenialWire(quote));
}
