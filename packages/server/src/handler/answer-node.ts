import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerWith } from './answer-with.js';
import { sendWebResponse, toWebRequest } from './node-request.js';

/** Node's request in, the handler's Response out. */
export async function answerNode(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // Made inside: a request that no web Request can carry is refused as problem JSON too.
  const response = await answerWith(async () => handler(toWebRequest(incoming, outgoing)));
  // Answered before the body was read whole: the rest of it would stand before the next request on this connection.
  if (!incoming.complete && !outgoing.headersSent) outgoing.setHeader('connection', 'close');
  await sendWebResponse(response, outgoing);
}
