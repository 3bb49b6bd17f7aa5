import { createFarebox, defineCatalog, memoryStore } from '@farebox/core';
import { createHandler, keyOf, toErrorResponse, toResponse } from '@farebox/server';
import { toRouteHandler } from '@farebox/server/node'; // or /hono, /next, /express: the same name
import { createServer } from 'node:http';

const catalog = defineCatalog({ features: { chat: { name: 'Chat', cost: 1 } }, plans: { free: { name: 'Free', tokens: 20 } } });
const farebox = createFarebox({ catalog, store: memoryStore() });
const handler = createHandler({ farebox, identify: () => ({ userId: 'user-42' }) });
createServer(toRouteHandler(handler)).listen(3000, '127.0.0.1');

/** An endpoint of your own, inside hold and capture. */
export async function chat(request: Request): Promise<Response> {
  try {
    return toResponse(await farebox.tokens.run('user-42', 'chat', { key: keyOf(request) }, () => ({ answer: 'Hello.' })));
  } catch (error) {
    return toErrorResponse(error); // a missing key, an outage: problem JSON that the guard understands
  }
}
