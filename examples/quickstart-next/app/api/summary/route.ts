import { keyOf, toErrorResponse, toResponse } from '@farebox/server';
import { farebox } from '../../../farebox';
import { currentUser, summarise } from '../../../yours';

export async function POST(request: Request): Promise<Response> {
  const user = await currentUser(request);
  if (!user) return new Response(null, { status: 401 });
  try {
    return toResponse(await farebox.tokens.run(user.userId, 'summary', { key: keyOf(request) }, ({ signal }) => summarise('A long text', signal)));
  } catch (error) {
    return toErrorResponse(error); // a missing key, an outage: problem JSON that the guard understands
  }
}
