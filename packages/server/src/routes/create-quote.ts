import { endpoints, toDenialWire } from '@farebox/core/contract';
import { defineRoute } from '../handler/define-route.js';
import { parseInput } from '../handler/parse-input.js';

/** What it would cost now, by the input or by a usage; a denial is an answer here, not an error. */
export const createQuote = defineRoute(endpoints.quote, async ({ farebox, owner, body, runs }) => {
  const definition = runs.get(body.feature);
  const usage =
    body.input !== undefined && definition
      ? await definition.estimateUsage(await parseInput(definition, body.input))
      : body.usage;
  const quote = await farebox.tokens.quote(owner.customer, body.feature, usage, { member: owner.userId });
  return quote.allowed ? quote : toDenialWire(quote);
});
